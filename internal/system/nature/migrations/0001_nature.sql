CREATE TABLE nature_plan (
  site TEXT NOT NULL PRIMARY KEY,
  area TEXT COLLATE "C" NOT NULL,
  content TEXT NOT NULL,
  version BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_name TEXT NOT NULL
);

CREATE TABLE nature_rain (
  id TEXT NOT NULL PRIMARY KEY,
  area TEXT COLLATE "C" NOT NULL,
  source TEXT NOT NULL,
  from_at BIGINT NOT NULL,
  hours TEXT NOT NULL,
  issued_at BIGINT NOT NULL,
  person_name TEXT NOT NULL
);

CREATE INDEX nature_rain_area ON nature_rain (area, issued_at);

CREATE TABLE nature_level (
  site TEXT NOT NULL,
  at BIGINT NOT NULL,
  kind TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  value DOUBLE PRECISION NOT NULL,
  flow DOUBLE PRECISION,
  source TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  PRIMARY KEY (site, at)
);

CREATE INDEX nature_level_area ON nature_level (area, at);

CREATE TABLE nature_bulletin (
  id TEXT NOT NULL PRIMARY KEY,
  number TEXT COLLATE "C" NOT NULL,
  name TEXT NOT NULL,
  issuer TEXT NOT NULL,
  issued_at BIGINT NOT NULL,
  track TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  person_name TEXT NOT NULL
);

CREATE UNIQUE INDEX nature_bulletin_issue ON nature_bulletin (number, issued_at);

CREATE TABLE nature_weather (
  area TEXT COLLATE "C" NOT NULL,
  day TEXT COLLATE "C" NOT NULL,
  temperature DOUBLE PRECISION NOT NULL,
  humidity DOUBLE PRECISION NOT NULL,
  wind DOUBLE PRECISION NOT NULL,
  rain DOUBLE PRECISION NOT NULL,
  ffmc DOUBLE PRECISION NOT NULL,
  dmc DOUBLE PRECISION NOT NULL,
  dc DOUBLE PRECISION NOT NULL,
  isi DOUBLE PRECISION NOT NULL,
  bui DOUBLE PRECISION NOT NULL,
  fwi DOUBLE PRECISION NOT NULL,
  level BIGINT NOT NULL,
  begun BOOLEAN NOT NULL,
  source TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  PRIMARY KEY (area, day)
);

CREATE TABLE nature_sighting (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  seen_at BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  lon DOUBLE PRECISION NOT NULL,
  lat DOUBLE PRECISION NOT NULL,
  radius DOUBLE PRECISION NOT NULL,
  from_lon DOUBLE PRECISION NOT NULL,
  from_lat DOUBLE PRECISION NOT NULL,
  bearing DOUBLE PRECISION,
  distance DOUBLE PRECISION NOT NULL,
  confidence BIGINT NOT NULL,
  power DOUBLE PRECISION NOT NULL,
  what TEXT NOT NULL,
  person TEXT NOT NULL,
  person_name TEXT NOT NULL,
  state TEXT NOT NULL,
  main TEXT NOT NULL,
  judged_at BIGINT,
  judged_name TEXT NOT NULL,
  reason TEXT NOT NULL,
  revision BIGINT NOT NULL
);

CREATE INDEX nature_sighting_area ON nature_sighting (area, seen_at);
CREATE INDEX nature_sighting_main ON nature_sighting (main);
