CREATE TABLE signal_device (
  id TEXT NOT NULL PRIMARY KEY,
  protocol TEXT NOT NULL,
  name TEXT NOT NULL,
  element TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  secret TEXT NOT NULL,
  address TEXT NOT NULL,
  demo BOOLEAN NOT NULL
);

CREATE UNIQUE INDEX signal_device_address ON signal_device (protocol, address);

CREATE TABLE signal_point (
  id TEXT NOT NULL PRIMARY KEY,
  device TEXT NOT NULL REFERENCES signal_device (id),
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  unit TEXT NOT NULL,
  element TEXT NOT NULL,
  element_name TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  lon DOUBLE PRECISION NOT NULL,
  lat DOUBLE PRECISION NOT NULL,
  ll DOUBLE PRECISION,
  l DOUBLE PRECISION,
  h DOUBLE PRECISION,
  hh DOUBLE PRECISION,
  deadband DOUBLE PRECISION NOT NULL,
  on_delay DOUBLE PRECISION NOT NULL,
  off_delay DOUBLE PRECISION NOT NULL,
  stale_after DOUBLE PRECISION NOT NULL,
  demo BOOLEAN NOT NULL
);

CREATE UNIQUE INDEX signal_point_key ON signal_point (device, key);

CREATE TABLE signal_alarm (
  id TEXT NOT NULL PRIMARY KEY,
  point TEXT NOT NULL REFERENCES signal_point (id),
  kind TEXT NOT NULL,
  element TEXT NOT NULL,
  element_name TEXT NOT NULL,
  name TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  lon DOUBLE PRECISION NOT NULL,
  lat DOUBLE PRECISION NOT NULL,
  unit TEXT NOT NULL,
  state TEXT NOT NULL,
  severity TEXT NOT NULL,
  limit_name TEXT NOT NULL,
  limit_value DOUBLE PRECISION,
  value DOUBLE PRECISION NOT NULL,
  active BOOLEAN NOT NULL,
  raised_at BIGINT NOT NULL,
  observed_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  acknowledged_by TEXT NOT NULL,
  acknowledged_name TEXT NOT NULL,
  acknowledged_at BIGINT,
  shelved_until BIGINT,
  shelved_name TEXT NOT NULL,
  reason TEXT NOT NULL,
  case_id TEXT NOT NULL,
  revision BIGINT NOT NULL
);

CREATE UNIQUE INDEX signal_alarm_episode ON signal_alarm (point, kind) WHERE state <> 'normal';
CREATE INDEX signal_alarm_area ON signal_alarm (area, id);
CREATE INDEX signal_alarm_state ON signal_alarm (state, raised_at);
CREATE INDEX signal_alarm_element ON signal_alarm (element, id);

CREATE TABLE signal_transition (
  alarm TEXT NOT NULL REFERENCES signal_alarm (id),
  revision BIGINT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  event TEXT NOT NULL,
  at BIGINT NOT NULL,
  observed_at BIGINT,
  value DOUBLE PRECISION NOT NULL,
  person TEXT NOT NULL,
  person_name TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (alarm, revision)
);

CREATE TABLE signal_seen (
  point TEXT NOT NULL PRIMARY KEY,
  observed_at BIGINT NOT NULL
);

CREATE TABLE signal_rejection (
  source TEXT NOT NULL,
  reason TEXT NOT NULL,
  device TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  count BIGINT NOT NULL,
  first_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  text_zh TEXT NOT NULL,
  text_en TEXT NOT NULL,
  sample TEXT NOT NULL,
  PRIMARY KEY (source, reason, device)
);

CREATE INDEX signal_rejection_last ON signal_rejection (last_at);
