-- An act by which outlines of areas changed: one person, one reason, one day from which they hold.
CREATE TABLE register_outline_act (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  from_day TEXT COLLATE "C" NOT NULL,
  reason TEXT NOT NULL,
  file TEXT NOT NULL,
  undoes TEXT NOT NULL,
  areas BIGINT NOT NULL,
  by_id TEXT NOT NULL,
  by_name TEXT NOT NULL,
  made_at BIGINT NOT NULL
);

-- An area as it is from a day on, until the next row of the same code; the first, from '', is what was there before.
CREATE TABLE register_outline (
  code TEXT COLLATE "C" NOT NULL,
  from_day TEXT COLLATE "C" NOT NULL,
  act TEXT COLLATE "C" NOT NULL,
  gone BOOLEAN NOT NULL,
  name TEXT NOT NULL,
  name_en TEXT NOT NULL,
  level TEXT NOT NULL,
  parent TEXT NOT NULL,
  lon DOUBLE PRECISION NOT NULL,
  lat DOUBLE PRECISION NOT NULL,
  outline TEXT NOT NULL,
  demo BOOLEAN NOT NULL,
  PRIMARY KEY (code, from_day, act)
);

CREATE INDEX register_outline_by_act ON register_outline (act, code);
CREATE INDEX register_outline_by_day ON register_outline (from_day, code);
