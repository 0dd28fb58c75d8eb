CREATE TABLE warn_warning (
  id TEXT NOT NULL PRIMARY KEY,
  identifier TEXT NOT NULL,
  sender TEXT NOT NULL,
  sender_code TEXT NOT NULL,
  sender_name TEXT NOT NULL,
  sent BIGINT NOT NULL,
  profile TEXT NOT NULL,
  status TEXT NOT NULL,
  msg_type TEXT NOT NULL,
  colour TEXT NOT NULL,
  event TEXT NOT NULL,
  headline TEXT NOT NULL,
  description TEXT NOT NULL,
  instruction TEXT NOT NULL,
  effective BIGINT NOT NULL,
  onset BIGINT,
  expires BIGINT NOT NULL,
  areas TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  geometry TEXT NOT NULL,
  message TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  received_by TEXT NOT NULL,
  received_name TEXT NOT NULL,
  ended_at BIGINT,
  ended_why TEXT NOT NULL,
  ended_by TEXT NOT NULL
);

CREATE UNIQUE INDEX warn_warning_message ON warn_warning (sender, identifier, sent);
CREATE INDEX warn_warning_identifier ON warn_warning (identifier);
CREATE INDEX warn_warning_expires ON warn_warning (expires) WHERE ended_at IS NULL;

CREATE TABLE warn_warning_area (
  warning TEXT NOT NULL REFERENCES warn_warning (id),
  area TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (warning, area)
);

CREATE TABLE warn_warning_reference (
  warning TEXT NOT NULL REFERENCES warn_warning (id),
  sender TEXT NOT NULL,
  identifier TEXT NOT NULL,
  sent BIGINT,
  PRIMARY KEY (warning, sender, identifier)
);

CREATE INDEX warn_warning_reference_identifier ON warn_warning_reference (identifier);
