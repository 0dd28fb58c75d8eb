-- Photographs as phones sent them.
CREATE TABLE photo_photo (
  id TEXT NOT NULL PRIMARY KEY,
  shelf TEXT NOT NULL,
  person TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  size BIGINT NOT NULL,
  hash TEXT NOT NULL,
  taken_at BIGINT,
  lon DOUBLE PRECISION NOT NULL,
  lat DOUBLE PRECISION NOT NULL,
  received_at BIGINT NOT NULL
);

-- What names them.
CREATE TABLE photo_tie (
  photo TEXT NOT NULL REFERENCES photo_photo (id),
  object TEXT NOT NULL,
  part TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (photo, object, part)
);

CREATE INDEX photo_tie_object ON photo_tie (object);
