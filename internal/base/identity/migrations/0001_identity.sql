CREATE TABLE identity_person (
  id TEXT NOT NULL PRIMARY KEY,
  login TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  phone TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  password TEXT NOT NULL,
  disabled BOOLEAN NOT NULL,
  demo BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE INDEX identity_person_area ON identity_person (area, id);

CREATE TABLE identity_grant (
  person TEXT NOT NULL REFERENCES identity_person (id),
  role TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  department TEXT NOT NULL,
  PRIMARY KEY (person, role, area, department)
);

CREATE INDEX identity_grant_role ON identity_grant (role, area);

CREATE TABLE identity_session (
  hash TEXT NOT NULL PRIMARY KEY,
  person TEXT NOT NULL REFERENCES identity_person (id),
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  address TEXT NOT NULL,
  agent TEXT NOT NULL
);

CREATE INDEX identity_session_person ON identity_session (person);

CREATE TABLE identity_attempt (
  id TEXT NOT NULL PRIMARY KEY,
  login TEXT NOT NULL,
  at BIGINT NOT NULL
);

CREATE INDEX identity_attempt_login ON identity_attempt (login, at);
