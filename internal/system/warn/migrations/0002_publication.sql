-- Which case published a warning, and the job that brings it to its receivers.
CREATE TABLE warn_publication (
  warning TEXT NOT NULL PRIMARY KEY REFERENCES warn_warning (id),
  case_id TEXT NOT NULL,
  job TEXT NOT NULL
);

CREATE INDEX warn_publication_case ON warn_publication (case_id);

-- Drafts that a rule or a message proposed, so that the same cause proposes once.
CREATE TABLE warn_proposal (
  cause TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL
);

CREATE TABLE warn_subscriber (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  address TEXT NOT NULL,
  fallback TEXT NOT NULL,
  person TEXT NOT NULL,
  name TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  colour TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  ended_at BIGINT
);

CREATE UNIQUE INDEX warn_subscriber_address ON warn_subscriber (kind, address) WHERE ended_at IS NULL;

-- How boards and loudspeakers sign in: a hash of the secret of each.
CREATE TABLE warn_terminal (
  element TEXT NOT NULL PRIMARY KEY,
  secret TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  made_by TEXT NOT NULL
);

-- What administrators set: one row.
CREATE TABLE warn_setting (
  id BIGINT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL,
  version BIGINT NOT NULL
);
