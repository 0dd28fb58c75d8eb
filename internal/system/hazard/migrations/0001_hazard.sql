CREATE TABLE hazard_promise (
  id TEXT NOT NULL PRIMARY KEY,
  enterprise TEXT NOT NULL,
  enterprise_name TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  day TEXT COLLATE "C" NOT NULL,
  due_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  late BOOLEAN NOT NULL,
  told BOOLEAN NOT NULL,
  made_at BIGINT,
  made_by TEXT NOT NULL,
  made_name TEXT NOT NULL,
  changed_at BIGINT,
  content TEXT NOT NULL,
  revision BIGINT NOT NULL
);

CREATE UNIQUE INDEX hazard_promise_day ON hazard_promise (enterprise, day);
CREATE INDEX hazard_promise_area ON hazard_promise (day, area);
CREATE INDEX hazard_promise_due ON hazard_promise (due_at) WHERE state = 'due';

CREATE TABLE hazard_signer (
  enterprise TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  person TEXT NOT NULL,
  person_name TEXT NOT NULL,
  by_name TEXT NOT NULL,
  since BIGINT NOT NULL,
  PRIMARY KEY (enterprise, person)
);

CREATE INDEX hazard_signer_person ON hazard_signer (person);

CREATE TABLE hazard_inspection (
  id TEXT NOT NULL PRIMARY KEY,
  source TEXT NOT NULL,
  source_name TEXT NOT NULL,
  enterprise TEXT NOT NULL,
  enterprise_name TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  chief TEXT NOT NULL,
  chief_name TEXT NOT NULL,
  at BIGINT NOT NULL,
  person TEXT NOT NULL,
  person_name TEXT NOT NULL,
  facts TEXT NOT NULL,
  answers TEXT NOT NULL,
  state TEXT NOT NULL,
  mended_at BIGINT,
  mended_name TEXT NOT NULL,
  mended_note TEXT NOT NULL,
  revision BIGINT NOT NULL
);

CREATE INDEX hazard_inspection_source ON hazard_inspection (source, at);
CREATE INDEX hazard_inspection_area ON hazard_inspection (area, at);

CREATE TABLE hazard_rating (
  id TEXT NOT NULL PRIMARY KEY,
  park TEXT NOT NULL,
  park_name TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  guideline TEXT NOT NULL,
  scores TEXT NOT NULL,
  vetoes TEXT NOT NULL,
  total DOUBLE PRECISION NOT NULL,
  grade TEXT NOT NULL,
  note TEXT NOT NULL,
  at BIGINT NOT NULL,
  person TEXT NOT NULL,
  person_name TEXT NOT NULL
);

CREATE INDEX hazard_rating_park ON hazard_rating (park, at);
