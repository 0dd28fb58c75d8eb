ALTER TABLE signal_alarm ADD COLUMN rule TEXT NOT NULL DEFAULT '';
ALTER TABLE signal_alarm ADD COLUMN rule_title TEXT NOT NULL DEFAULT '';
ALTER TABLE signal_alarm ADD COLUMN latching BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE signal_alarm ADD COLUMN site TEXT NOT NULL DEFAULT '';
ALTER TABLE signal_alarm ADD COLUMN site_name TEXT NOT NULL DEFAULT '';
ALTER TABLE signal_alarm ADD COLUMN owner TEXT NOT NULL DEFAULT '';
ALTER TABLE signal_alarm ADD COLUMN owner_name TEXT NOT NULL DEFAULT '';
ALTER TABLE signal_alarm ADD COLUMN hidden TEXT NOT NULL DEFAULT '';
ALTER TABLE signal_alarm ADD COLUMN hidden_by TEXT NOT NULL DEFAULT '';
ALTER TABLE signal_alarm ADD COLUMN chatter BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE signal_alarm ADD COLUMN repeats BIGINT NOT NULL DEFAULT 0;
ALTER TABLE signal_alarm ADD COLUMN call_id TEXT NOT NULL DEFAULT '';
UPDATE signal_alarm SET rule = kind, site = element, site_name = element_name;
DROP INDEX signal_alarm_episode;
CREATE UNIQUE INDEX signal_alarm_episode ON signal_alarm (point, rule) WHERE state <> 'normal';
CREATE INDEX signal_alarm_site ON signal_alarm (site, raised_at) WHERE state <> 'normal';
CREATE INDEX signal_alarm_raised ON signal_alarm (raised_at);
CREATE INDEX signal_transition_at ON signal_transition (at);

CREATE TABLE signal_rule (
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  state TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  title TEXT NOT NULL,
  kind TEXT NOT NULL,
  safety BOOLEAN NOT NULL,
  body TEXT NOT NULL,
  author TEXT NOT NULL,
  author_name TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  approver TEXT NOT NULL,
  approver_name TEXT NOT NULL,
  approved_at BIGINT,
  in_force_from BIGINT,
  retire_asked TEXT NOT NULL,
  retire_asked_name TEXT NOT NULL,
  retired_name TEXT NOT NULL,
  retired_at BIGINT,
  revision BIGINT NOT NULL,
  PRIMARY KEY (id, version)
);

CREATE UNIQUE INDEX signal_rule_live ON signal_rule (id) WHERE state = 'live';
CREATE INDEX signal_rule_area ON signal_rule (area, id);

CREATE TABLE signal_simulation (
  id TEXT NOT NULL PRIMARY KEY,
  rule TEXT NOT NULL,
  version BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  from_at BIGINT NOT NULL,
  to_at BIGINT NOT NULL,
  done BIGINT NOT NULL,
  total BIGINT NOT NULL,
  samples BIGINT NOT NULL,
  raised BIGINT NOT NULL,
  cut BOOLEAN NOT NULL,
  finished BOOLEAN NOT NULL,
  body TEXT NOT NULL,
  person TEXT NOT NULL,
  person_name TEXT NOT NULL,
  at BIGINT NOT NULL
);

CREATE INDEX signal_simulation_rule ON signal_simulation (rule, version, at);

CREATE TABLE signal_mask (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  site TEXT NOT NULL,
  site_name TEXT NOT NULL,
  points TEXT NOT NULL,
  from_at BIGINT NOT NULL,
  to_at BIGINT NOT NULL,
  reason TEXT NOT NULL,
  person TEXT NOT NULL,
  person_name TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  ended_at BIGINT,
  ended_name TEXT NOT NULL,
  revision BIGINT NOT NULL
);

CREATE INDEX signal_mask_to ON signal_mask (to_at);

CREATE TABLE signal_hidden (
  id TEXT NOT NULL PRIMARY KEY,
  alarm TEXT NOT NULL REFERENCES signal_alarm (id),
  area TEXT COLLATE "C" NOT NULL,
  site TEXT NOT NULL,
  reason TEXT NOT NULL,
  hidden_by TEXT NOT NULL,
  severity TEXT NOT NULL,
  value DOUBLE PRECISION NOT NULL,
  observed_at BIGINT,
  at BIGINT NOT NULL
);

CREATE INDEX signal_hidden_at ON signal_hidden (at);
CREATE INDEX signal_hidden_alarm ON signal_hidden (alarm, at);

CREATE TABLE signal_comment (
  id TEXT NOT NULL PRIMARY KEY,
  alarm TEXT NOT NULL REFERENCES signal_alarm (id),
  person TEXT NOT NULL,
  person_name TEXT NOT NULL,
  at BIGINT NOT NULL,
  body TEXT NOT NULL
);

CREATE INDEX signal_comment_alarm ON signal_comment (alarm, at);
