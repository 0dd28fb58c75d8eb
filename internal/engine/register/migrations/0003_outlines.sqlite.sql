-- An act by which outlines of areas changed: one person, one reason, one day from which they hold.
CREATE TABLE register_outline_act (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  area TEXT NOT NULL,
  from_day TEXT NOT NULL,
  reason TEXT NOT NULL,
  file TEXT NOT NULL,
  undoes TEXT NOT NULL,
  areas INTEGER NOT NULL,
  by_id TEXT NOT NULL,
  by_name TEXT NOT NULL,
  made_at INTEGER NOT NULL
) STRICT;

-- An area as it is from a day on, until the next row of the same code; the first, from '', is what was there before.
CREATE TABLE register_outline (
  code TEXT NOT NULL,
  from_day TEXT NOT NULL,
  act TEXT NOT NULL,
  gone INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_en TEXT NOT NULL,
  level TEXT NOT NULL,
  parent TEXT NOT NULL,
  lon REAL NOT NULL,
  lat REAL NOT NULL,
  outline TEXT NOT NULL,
  demo INTEGER NOT NULL,
  PRIMARY KEY (code, from_day, act)
) STRICT;

CREATE INDEX register_outline_by_act ON register_outline (act, code);
CREATE INDEX register_outline_by_day ON register_outline (from_day, code);
