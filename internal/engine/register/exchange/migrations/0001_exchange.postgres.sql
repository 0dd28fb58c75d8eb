CREATE TABLE exchange_import (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  person TEXT NOT NULL,
  person_name TEXT NOT NULL,
  put_scope TEXT NOT NULL,
  sight_scope TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  hash TEXT NOT NULL,
  size BIGINT NOT NULL,
  format TEXT NOT NULL,
  encoding TEXT NOT NULL,
  tables TEXT NOT NULL,
  plan TEXT NOT NULL,
  state TEXT NOT NULL,
  place BIGINT NOT NULL,
  expected TEXT NOT NULL,
  counts TEXT NOT NULL,
  refusal TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  checked_at BIGINT,
  started_at BIGINT,
  ended_at BIGINT
);

CREATE INDEX exchange_import_state ON exchange_import (state);

CREATE TABLE exchange_fault (
  import TEXT COLLATE "C" NOT NULL,
  line BIGINT NOT NULL,
  n BIGINT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (import, line, n)
);

CREATE TABLE exchange_lease (
  name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  holder TEXT NOT NULL,
  until BIGINT NOT NULL
);
