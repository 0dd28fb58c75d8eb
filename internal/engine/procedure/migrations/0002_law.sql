-- A case is judged by the rule packs of its day, answers to a department, and may wait for signatures.
ALTER TABLE procedure_case ADD COLUMN department TEXT NOT NULL DEFAULT '';
ALTER TABLE procedure_case ADD COLUMN rules TEXT NOT NULL DEFAULT '';
ALTER TABLE procedure_case ADD COLUMN pending TEXT NOT NULL DEFAULT '';
ALTER TABLE procedure_case ADD COLUMN due_key BIGINT NOT NULL DEFAULT 4611686018427387904;
ALTER TABLE procedure_case ADD COLUMN district TEXT NOT NULL DEFAULT '';

UPDATE procedure_case SET district = substr(area, 1, 6), due_key = coalesce(due_at, 4611686018427387904);

-- Inboxes walk one stage of one procedure in the order of due moments, in the whole city or in one district.
CREATE INDEX procedure_case_todo ON procedure_case (procedure, stage, due_key, id) WHERE NOT closed;
CREATE INDEX procedure_case_todo_district ON procedure_case (procedure, stage, district, due_key, id) WHERE NOT closed;

-- The packs behind a fingerprint, so that a pinned case never moves.
CREATE TABLE procedure_ruleset (
  fingerprint TEXT NOT NULL PRIMARY KEY,
  packs TEXT NOT NULL,
  at BIGINT NOT NULL
);

-- Rule packs that were loaded at run time; never changed, a new version is a new row.
CREATE TABLE procedure_pack (
  id TEXT NOT NULL,
  version TEXT NOT NULL,
  body TEXT NOT NULL,
  hash TEXT NOT NULL,
  person TEXT NOT NULL,
  person_name TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (id, version)
);

-- Who did or signed what: part counts the persons of one act.
CREATE TABLE procedure_past (
  case_id TEXT NOT NULL,
  revision BIGINT NOT NULL,
  part BIGINT NOT NULL,
  act TEXT NOT NULL,
  person TEXT NOT NULL,
  name TEXT NOT NULL,
  at BIGINT NOT NULL,
  moment BIGINT NOT NULL,
  stage TEXT NOT NULL,
  role TEXT NOT NULL,
  PRIMARY KEY (case_id, revision, part)
);

INSERT INTO procedure_past (case_id, revision, part, act, person, name, at, moment, stage, role)
  SELECT case_id, revision, 0, act, person, '', at, at, '', 'do' FROM procedure_done;

DROP TABLE procedure_done;

-- An act that waits for signatures.
CREATE TABLE procedure_pending (
  case_id TEXT NOT NULL PRIMARY KEY,
  act TEXT NOT NULL,
  form TEXT NOT NULL,
  person TEXT NOT NULL,
  person_name TEXT NOT NULL,
  at BIGINT NOT NULL,
  signatures TEXT NOT NULL
);

CREATE TABLE procedure_clock (
  case_id TEXT NOT NULL,
  name TEXT NOT NULL,
  n BIGINT NOT NULL,
  procedure TEXT NOT NULL,
  rule TEXT NOT NULL,
  spec TEXT NOT NULL,
  party BOOLEAN NOT NULL,
  started_at BIGINT NOT NULL,
  fixed_at BIGINT,
  pauses TEXT NOT NULL,
  grants TEXT NOT NULL,
  due_at BIGINT,
  warn_at BIGINT,
  wake_at BIGINT,
  provisional BOOLEAN NOT NULL,
  state TEXT NOT NULL,
  stopped_at BIGINT,
  area TEXT COLLATE "C" NOT NULL,
  district TEXT NOT NULL,
  department TEXT NOT NULL,
  assignee TEXT NOT NULL,
  PRIMARY KEY (case_id, name, n)
);

CREATE INDEX procedure_clock_wake ON procedure_clock (wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX procedure_clock_due ON procedure_clock (due_at, case_id) WHERE state = 'running';
CREATE INDEX procedure_clock_district ON procedure_clock (district, due_at, case_id) WHERE state = 'running';
CREATE INDEX procedure_clock_assignee ON procedure_clock (assignee, due_at) WHERE state = 'running';

CREATE TABLE procedure_paper (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL,
  n BIGINT NOT NULL,
  writ TEXT NOT NULL,
  act TEXT NOT NULL,
  number TEXT NOT NULL,
  title TEXT NOT NULL,
  model TEXT NOT NULL,
  model_hash TEXT NOT NULL,
  docx_hash TEXT NOT NULL,
  html_hash TEXT NOT NULL,
  state TEXT NOT NULL,
  at BIGINT NOT NULL,
  person TEXT NOT NULL,
  person_name TEXT NOT NULL,
  served_at BIGINT,
  served_how TEXT NOT NULL,
  published_at BIGINT,
  withdrawn_at BIGINT,
  public TEXT NOT NULL
);

CREATE INDEX procedure_paper_case ON procedure_paper (case_id, n);
CREATE UNIQUE INDEX procedure_paper_number ON procedure_paper (number) WHERE number <> '';
CREATE INDEX procedure_paper_public ON procedure_paper (published_at, id) WHERE published_at IS NOT NULL;

-- Acts that were refused.
CREATE TABLE procedure_refusal (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL,
  act TEXT NOT NULL,
  rule TEXT NOT NULL,
  code TEXT NOT NULL,
  text TEXT NOT NULL,
  law TEXT NOT NULL,
  article TEXT NOT NULL,
  field TEXT NOT NULL,
  person TEXT NOT NULL,
  person_name TEXT NOT NULL,
  at BIGINT NOT NULL
);

CREATE INDEX procedure_refusal_case ON procedure_refusal (case_id, id);

-- What is known of a file beyond its bytes.
ALTER TABLE procedure_file ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE procedure_file ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE procedure_file ADD COLUMN device TEXT NOT NULL DEFAULT '';
ALTER TABLE procedure_file ADD COLUMN began_at BIGINT;
ALTER TABLE procedure_file ADD COLUMN ended_at BIGINT;
ALTER TABLE procedure_file ADD COLUMN lon DOUBLE PRECISION;
ALTER TABLE procedure_file ADD COLUMN lat DOUBLE PRECISION;

-- Sealed archives that were made of a case.
CREATE TABLE procedure_archive (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL,
  revision BIGINT NOT NULL,
  hash TEXT NOT NULL,
  size BIGINT NOT NULL,
  manifest TEXT NOT NULL,
  person TEXT NOT NULL,
  person_name TEXT NOT NULL,
  at BIGINT NOT NULL
);

CREATE INDEX procedure_archive_case ON procedure_archive (case_id, id);

-- Moments of acts that the law wants on film, and what legal review says to findings about the recordings.
CREATE TABLE procedure_moment (
  case_id TEXT NOT NULL,
  revision BIGINT NOT NULL,
  key TEXT NOT NULL,
  act TEXT NOT NULL,
  title_zh TEXT NOT NULL,
  title_en TEXT NOT NULL,
  law TEXT NOT NULL,
  article TEXT NOT NULL,
  from_at BIGINT NOT NULL,
  to_at BIGINT NOT NULL,
  PRIMARY KEY (case_id, revision, key)
);

CREATE TABLE procedure_answer (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL,
  finding TEXT NOT NULL,
  verdict TEXT NOT NULL,
  text TEXT NOT NULL,
  person TEXT NOT NULL,
  person_name TEXT NOT NULL,
  at BIGINT NOT NULL
);

CREATE INDEX procedure_answer_case ON procedure_answer (case_id, id);
CREATE INDEX procedure_file_hash ON procedure_file (hash);
