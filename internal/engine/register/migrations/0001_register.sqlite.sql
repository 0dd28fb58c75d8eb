CREATE TABLE register_area (
  code TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  name_en TEXT NOT NULL,
  level TEXT NOT NULL,
  parent TEXT NOT NULL,
  lon REAL NOT NULL,
  lat REAL NOT NULL,
  outline TEXT NOT NULL,
  demo INTEGER NOT NULL
) STRICT;

CREATE TABLE register_element (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  area TEXT NOT NULL,
  lon REAL NOT NULL,
  lat REAL NOT NULL,
  risk TEXT NOT NULL,
  address TEXT NOT NULL,
  attrs TEXT NOT NULL,
  parent TEXT NOT NULL,
  version INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  demo INTEGER NOT NULL
) STRICT;

CREATE INDEX register_element_kind_area ON register_element (kind, area, id);
CREATE INDEX register_element_parent ON register_element (parent, id) WHERE parent <> '';

CREATE TABLE register_element_version (
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  area TEXT NOT NULL,
  ended_at INTEGER NOT NULL,
  ended_by TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (id, version)
) STRICT;
