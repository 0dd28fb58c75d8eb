-- Photographs stand in one place for all systems (package photo).
INSERT INTO photo_photo (id, shelf, person, name, type, size, hash, taken_at, lon, lat, received_at)
  SELECT id, 'patrol', person, name, type, size, hash, taken_at, lon, lat, received_at FROM patrol_photo;
INSERT INTO photo_tie (photo, object, part, area) SELECT id, task, '', area FROM patrol_photo WHERE task <> '';
INSERT INTO photo_tie (photo, object, part, area) SELECT id, finding, '', area FROM patrol_photo WHERE finding <> '' AND finding <> task;
DROP TABLE patrol_photo;
