CREATE TABLE fourparty_programme (
  id TEXT NOT NULL PRIMARY KEY,
  title TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  from_day TEXT COLLATE "C" NOT NULL,
  to_day TEXT COLLATE "C" NOT NULL,
  tolerance BIGINT NOT NULL,
  basis TEXT NOT NULL,
  items TEXT NOT NULL,
  state TEXT NOT NULL,
  by_name TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  started_at BIGINT,
  revision BIGINT NOT NULL
);

CREATE INDEX fourparty_programme_day ON fourparty_programme (from_day, id);

CREATE TABLE fourparty_unit (
  id TEXT NOT NULL PRIMARY KEY,
  programme TEXT NOT NULL REFERENCES fourparty_programme (id),
  kind TEXT NOT NULL,
  element TEXT NOT NULL,
  name TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  case_id TEXT NOT NULL,
  score BIGINT,
  settled_at BIGINT
);

CREATE UNIQUE INDEX fourparty_unit_once ON fourparty_unit (programme, kind, area, name);
CREATE INDEX fourparty_unit_area ON fourparty_unit (area, settled_at);
CREATE INDEX fourparty_unit_case ON fourparty_unit (case_id);

CREATE TABLE fourparty_sheet (
  unit TEXT NOT NULL REFERENCES fourparty_unit (id),
  party TEXT NOT NULL,
  person TEXT NOT NULL,
  person_name TEXT NOT NULL,
  appointed_by TEXT NOT NULL,
  appointed_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  marks TEXT NOT NULL,
  hash TEXT NOT NULL,
  taken_at BIGINT,
  received_at BIGINT,
  revision BIGINT NOT NULL,
  PRIMARY KEY (unit, party)
);

CREATE INDEX fourparty_sheet_person ON fourparty_sheet (person, state);

CREATE TABLE fourparty_photo (
  id TEXT NOT NULL PRIMARY KEY,
  unit TEXT NOT NULL,
  party TEXT NOT NULL,
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

CREATE INDEX fourparty_photo_unit ON fourparty_photo (unit, party);
