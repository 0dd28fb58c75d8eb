CREATE TABLE procedure_case (
  id TEXT NOT NULL PRIMARY KEY,
  procedure TEXT NOT NULL,
  version BIGINT NOT NULL,
  stage TEXT NOT NULL,
  closed BOOLEAN NOT NULL,
  title TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  root TEXT NOT NULL,
  assignee TEXT NOT NULL,
  assignee_name TEXT NOT NULL,
  data TEXT NOT NULL,
  due_at BIGINT,
  opened_by TEXT NOT NULL,
  opened_name TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  last_act TEXT NOT NULL,
  last_by TEXT NOT NULL,
  last_name TEXT NOT NULL,
  revision BIGINT NOT NULL
);

CREATE INDEX procedure_case_area ON procedure_case (procedure, area, id);
CREATE INDEX procedure_case_root ON procedure_case (root);
CREATE INDEX procedure_case_assignee ON procedure_case (assignee, closed);

CREATE TABLE procedure_done (
  case_id TEXT NOT NULL,
  revision BIGINT NOT NULL,
  act TEXT NOT NULL,
  person TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (case_id, revision)
);

CREATE TABLE procedure_file (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES procedure_case (id),
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  size BIGINT NOT NULL,
  hash TEXT NOT NULL,
  person TEXT NOT NULL,
  person_name TEXT NOT NULL,
  at BIGINT NOT NULL
);

CREATE INDEX procedure_file_case ON procedure_file (case_id, id);
