CREATE TABLE connector_source (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  department TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  protocol TEXT NOT NULL,
  address TEXT NOT NULL,
  auth TEXT NOT NULL,
  account TEXT NOT NULL,
  secret TEXT NOT NULL,
  every_s BIGINT NOT NULL,
  limit_s BIGINT NOT NULL,
  late_s BIGINT NOT NULL,
  wait_s BIGINT NOT NULL,
  size BIGINT NOT NULL,
  overlap_s BIGINT NOT NULL,
  repeats BIGINT NOT NULL,
  mapping TEXT NOT NULL,
  paused BOOLEAN NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  demo BOOLEAN NOT NULL
);

CREATE INDEX connector_source_area ON connector_source (area, id);

CREATE TABLE connector_state (
  source TEXT NOT NULL PRIMARY KEY REFERENCES connector_source (id),
  state TEXT NOT NULL,
  state_since BIGINT NOT NULL,
  since BIGINT,
  place TEXT NOT NULL,
  newest BIGINT,
  watched_from BIGINT NOT NULL,
  last_try BIGINT,
  last_good BIGINT,
  next_at BIGINT NOT NULL,
  failures BIGINT NOT NULL,
  backlog BIGINT NOT NULL,
  taken BIGINT NOT NULL,
  refused BIGINT NOT NULL,
  lies BIGINT NOT NULL,
  digest TEXT NOT NULL,
  same BIGINT NOT NULL,
  records BIGINT NOT NULL,
  error_zh TEXT NOT NULL,
  error_en TEXT NOT NULL,
  sample TEXT NOT NULL,
  holder TEXT NOT NULL,
  until BIGINT NOT NULL,
  turn BIGINT NOT NULL
);

CREATE TABLE connector_run (
  id TEXT NOT NULL PRIMARY KEY,
  source TEXT NOT NULL REFERENCES connector_source (id),
  at BIGINT NOT NULL,
  took_ms BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  pages BIGINT NOT NULL,
  taken BIGINT NOT NULL,
  repeated BIGINT NOT NULL,
  refused BIGINT NOT NULL,
  lag_s BIGINT,
  backlog BIGINT NOT NULL,
  error_zh TEXT NOT NULL,
  error_en TEXT NOT NULL,
  faults TEXT NOT NULL
);

CREATE INDEX connector_run_source ON connector_run (source, at);

CREATE TABLE connector_taken (
  source TEXT NOT NULL REFERENCES connector_source (id),
  key TEXT NOT NULL,
  object TEXT NOT NULL,
  digest TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (source, key)
);

CREATE TABLE connector_event (
  id TEXT NOT NULL PRIMARY KEY,
  source TEXT NOT NULL REFERENCES connector_source (id),
  key TEXT NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  severity TEXT NOT NULL,
  status TEXT NOT NULL,
  at BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  lon DOUBLE PRECISION,
  lat DOUBLE PRECISION,
  place TEXT NOT NULL,
  link TEXT NOT NULL,
  demo BOOLEAN NOT NULL
);

CREATE UNIQUE INDEX connector_event_key ON connector_event (source, key);
CREATE INDEX connector_event_at ON connector_event (at, id);
