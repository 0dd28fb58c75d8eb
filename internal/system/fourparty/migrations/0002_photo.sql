-- Photographs stand in one place for all systems (package photo).
INSERT INTO photo_photo (id, shelf, person, name, type, size, hash, taken_at, lon, lat, received_at)
  SELECT id, 'fourparty', person, name, type, size, hash, taken_at, lon, lat, received_at FROM fourparty_photo;
INSERT INTO photo_tie (photo, object, part, area) SELECT id, unit, party, '' FROM fourparty_photo WHERE unit <> '';
DROP TABLE fourparty_photo;
