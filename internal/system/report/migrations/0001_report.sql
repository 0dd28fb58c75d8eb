CREATE TABLE report_matter (
  case_id TEXT NOT NULL PRIMARY KEY,
  incident TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  open BOOLEAN NOT NULL,
  opened_at BIGINT NOT NULL
);

CREATE INDEX report_matter_incident ON report_matter (incident);
-- One incident is reported once at a time, whoever begins it.
CREATE UNIQUE INDEX report_matter_once ON report_matter (incident) WHERE open AND incident <> '';
CREATE INDEX report_matter_open ON report_matter (open, opened_at);

CREATE TABLE report_upper (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  address TEXT NOT NULL,
  secret TEXT NOT NULL,
  phone TEXT NOT NULL,
  active BOOLEAN NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_name TEXT NOT NULL
);

CREATE INDEX report_upper_area ON report_upper (area);

-- The ledger of sendings: one row for each signed version of a report. What is in body was frozen when it was signed.
CREATE TABLE report_sending (
  key TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL,
  report INTEGER NOT NULL,
  upper TEXT NOT NULL,
  upper_name TEXT NOT NULL,
  body TEXT NOT NULL,
  state TEXT NOT NULL,
  tries INTEGER NOT NULL,
  next_at BIGINT,
  queued_at BIGINT NOT NULL,
  ended_at BIGINT,
  said TEXT NOT NULL,
  receipt TEXT NOT NULL
);

CREATE INDEX report_sending_case ON report_sending (case_id);
CREATE INDEX report_sending_next ON report_sending (state, next_at);

CREATE TABLE report_try (
  key TEXT NOT NULL,
  n INTEGER NOT NULL,
  at BIGINT NOT NULL,
  status INTEGER NOT NULL,
  said TEXT NOT NULL,
  PRIMARY KEY (key, n)
);
