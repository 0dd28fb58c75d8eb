CREATE TABLE patrol_plate_key (
  name TEXT NOT NULL PRIMARY KEY,
  secret TEXT NOT NULL
);
