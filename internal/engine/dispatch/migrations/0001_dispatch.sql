CREATE TABLE dispatch_booking (
  id TEXT NOT NULL PRIMARY KEY,
  force_id TEXT COLLATE "C" NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  incident TEXT COLLATE "C" NOT NULL,
  incident_title TEXT NOT NULL,
  incident_area TEXT COLLATE "C" NOT NULL,
  document TEXT COLLATE "C" NOT NULL,
  note TEXT NOT NULL,
  since BIGINT NOT NULL,
  until BIGINT NOT NULL CHECK (until > since),
  ended_at BIGINT,
  how TEXT NOT NULL,
  reason TEXT NOT NULL,
  person TEXT NOT NULL,
  person_name TEXT NOT NULL,
  ended_name TEXT NOT NULL
);

CREATE UNIQUE INDEX dispatch_booking_one ON dispatch_booking (force_id) WHERE ended_at IS NULL;
CREATE INDEX dispatch_booking_incident ON dispatch_booking (incident, since);
CREATE INDEX dispatch_booking_force ON dispatch_booking (force_id, since);

CREATE TABLE dispatch_said (
  force_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  readiness TEXT NOT NULL,
  present BIGINT NOT NULL CHECK (present >= 0),
  equipment TEXT NOT NULL,
  reason TEXT NOT NULL,
  told_by TEXT NOT NULL,
  how TEXT NOT NULL,
  at BIGINT NOT NULL,
  person TEXT NOT NULL,
  person_name TEXT NOT NULL
);

CREATE TABLE dispatch_cover (
  zone TEXT COLLATE "C" NOT NULL,
  sort TEXT COLLATE "C" NOT NULL,
  teams BIGINT NOT NULL CHECK (teams >= 0),
  changed_at BIGINT NOT NULL,
  changed_name TEXT NOT NULL,
  PRIMARY KEY (zone, sort)
);

CREATE TABLE dispatch_move (
  id TEXT NOT NULL PRIMARY KEY,
  force_id TEXT COLLATE "C" NOT NULL,
  name TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  from_zone TEXT NOT NULL,
  to_zone TEXT NOT NULL,
  lon DOUBLE PRECISION NOT NULL,
  lat DOUBLE PRECISION NOT NULL,
  since BIGINT NOT NULL,
  until BIGINT NOT NULL CHECK (until > since),
  ended_at BIGINT,
  how TEXT NOT NULL,
  reason TEXT NOT NULL,
  person TEXT NOT NULL,
  person_name TEXT NOT NULL,
  ended_name TEXT NOT NULL
);

CREATE UNIQUE INDEX dispatch_move_one ON dispatch_move (force_id) WHERE ended_at IS NULL;
