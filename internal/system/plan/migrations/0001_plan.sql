CREATE TABLE plan_version (
  code TEXT NOT NULL,
  version BIGINT NOT NULL,
  state TEXT NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  unit TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  parent TEXT NOT NULL,
  site TEXT NOT NULL,
  events TEXT NOT NULL,
  content TEXT NOT NULL,
  case_id TEXT NOT NULL,
  number TEXT NOT NULL,
  issued_on TEXT COLLATE "C" NOT NULL,
  filed_on TEXT COLLATE "C" NOT NULL,
  file_by TEXT COLLATE "C" NOT NULL,
  review_by TEXT COLLATE "C" NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_name TEXT NOT NULL,
  revision BIGINT NOT NULL,
  demo BOOLEAN NOT NULL,
  PRIMARY KEY (code, version)
);

CREATE UNIQUE INDEX plan_version_issued ON plan_version (code) WHERE state = 'issued';
CREATE UNIQUE INDEX plan_version_open ON plan_version (code) WHERE state IN ('draft', 'submitted');
CREATE INDEX plan_version_list ON plan_version (state, code);
CREATE INDEX plan_version_parent ON plan_version (parent, state);
CREATE INDEX plan_version_changed ON plan_version (changed_at);

CREATE TABLE plan_import (
  id TEXT NOT NULL PRIMARY KEY,
  person TEXT NOT NULL,
  name TEXT NOT NULL,
  sections TEXT NOT NULL,
  parts TEXT NOT NULL,
  code TEXT NOT NULL,
  at BIGINT NOT NULL
);

CREATE INDEX plan_import_person ON plan_import (person, at);
