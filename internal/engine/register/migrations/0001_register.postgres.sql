-- Codes and ids are compared byte by byte, so that prefix ranges and cursors mean the same on both databases.
CREATE TABLE register_area (
  code TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  name_en TEXT NOT NULL,
  level TEXT NOT NULL,
  parent TEXT COLLATE "C" NOT NULL,
  lon DOUBLE PRECISION NOT NULL,
  lat DOUBLE PRECISION NOT NULL,
  outline TEXT NOT NULL,
  demo BOOLEAN NOT NULL
);

CREATE TABLE register_element (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  kind TEXT COLLATE "C" NOT NULL,
  name TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  lon DOUBLE PRECISION NOT NULL,
  lat DOUBLE PRECISION NOT NULL,
  risk TEXT NOT NULL,
  address TEXT NOT NULL,
  attrs TEXT NOT NULL,
  parent TEXT COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  demo BOOLEAN NOT NULL
);

CREATE INDEX register_element_kind_area ON register_element (kind, area, id);
CREATE INDEX register_element_parent ON register_element (parent, id) WHERE parent <> '';

CREATE TABLE register_element_version (
  id TEXT COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  ended_at BIGINT NOT NULL,
  ended_by TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (id, version)
);
