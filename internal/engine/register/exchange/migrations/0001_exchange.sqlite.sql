CREATE TABLE exchange_import (
  id TEXT NOT NULL PRIMARY KEY,
  person TEXT NOT NULL,
  person_name TEXT NOT NULL,
  put_scope TEXT NOT NULL,
  sight_scope TEXT NOT NULL,
  area TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  hash TEXT NOT NULL,
  size INTEGER NOT NULL,
  format TEXT NOT NULL,
  encoding TEXT NOT NULL,
  tables TEXT NOT NULL,
  plan TEXT NOT NULL,
  state TEXT NOT NULL,
  place INTEGER NOT NULL,
  expected TEXT NOT NULL,
  counts TEXT NOT NULL,
  refusal TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  checked_at INTEGER,
  started_at INTEGER,
  ended_at INTEGER
) STRICT;

CREATE INDEX exchange_import_state ON exchange_import (state);

CREATE TABLE exchange_fault (
  import TEXT NOT NULL,
  line INTEGER NOT NULL,
  n INTEGER NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (import, line, n)
) STRICT;

CREATE TABLE exchange_lease (
  name TEXT NOT NULL PRIMARY KEY,
  holder TEXT NOT NULL,
  until INTEGER NOT NULL
) STRICT;
