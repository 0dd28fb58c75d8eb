CREATE TABLE command_zone (
  incident TEXT NOT NULL,
  kind TEXT NOT NULL,
  version BIGINT NOT NULL,
  state TEXT NOT NULL,
  method TEXT NOT NULL,
  shape TEXT NOT NULL,
  basis TEXT NOT NULL,
  allow TEXT NOT NULL,
  note TEXT NOT NULL,
  at BIGINT NOT NULL,
  person TEXT NOT NULL,
  person_name TEXT NOT NULL,
  PRIMARY KEY (incident, kind, version)
);

CREATE TABLE command_group (
  incident TEXT NOT NULL,
  id TEXT NOT NULL,
  title TEXT NOT NULL,
  lead_name TEXT NOT NULL,
  at BIGINT NOT NULL,
  person TEXT NOT NULL,
  person_name TEXT NOT NULL,
  PRIMARY KEY (incident, id)
);

CREATE TABLE command_unit (
  incident TEXT NOT NULL,
  unit TEXT NOT NULL,
  unit_group TEXT NOT NULL,
  at BIGINT NOT NULL,
  person TEXT NOT NULL,
  person_name TEXT NOT NULL,
  PRIMARY KEY (incident, unit)
);

CREATE TABLE command_holder (
  incident TEXT NOT NULL,
  role TEXT NOT NULL,
  n BIGINT NOT NULL,
  from_name TEXT NOT NULL,
  contact TEXT NOT NULL,
  account TEXT NOT NULL,
  name TEXT NOT NULL,
  note TEXT NOT NULL,
  at BIGINT NOT NULL,
  person TEXT NOT NULL,
  person_name TEXT NOT NULL,
  PRIMARY KEY (incident, role, n)
);
