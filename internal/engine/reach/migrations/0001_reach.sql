CREATE TABLE reach_job (
  id TEXT NOT NULL PRIMARY KEY,
  subject TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  title TEXT NOT NULL,
  texts TEXT NOT NULL,
  detail TEXT NOT NULL,
  state TEXT NOT NULL,
  receivers BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  until_at BIGINT NOT NULL,
  done_at BIGINT,
  stopped_why TEXT NOT NULL
);

CREATE INDEX reach_job_open ON reach_job (id) WHERE done_at IS NULL;
CREATE INDEX reach_job_subject ON reach_job (subject, id);

CREATE TABLE reach_receiver (
  job TEXT NOT NULL REFERENCES reach_job (id),
  n BIGINT NOT NULL,
  kind TEXT NOT NULL,
  ref TEXT NOT NULL,
  name TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  lon DOUBLE PRECISION,
  lat DOUBLE PRECISION,
  steps TEXT NOT NULL,
  step BIGINT NOT NULL,
  state TEXT NOT NULL,
  reached_by TEXT NOT NULL,
  reached_at BIGINT,
  answered_at BIGINT,
  PRIMARY KEY (job, n)
);

CREATE UNIQUE INDEX reach_receiver_ref ON reach_receiver (job, kind, ref);
CREATE INDEX reach_receiver_state ON reach_receiver (job, state, n);

-- The key says it: nobody is tried twice on one channel for one job.
CREATE TABLE reach_try (
  job TEXT NOT NULL,
  receiver BIGINT NOT NULL,
  channel TEXT NOT NULL,
  n BIGINT NOT NULL,
  state TEXT NOT NULL,
  detail TEXT NOT NULL,
  plays BIGINT NOT NULL,
  node TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  lease_at BIGINT,
  sent_at BIGINT,
  ask_at BIGINT,
  due_at BIGINT,
  done_at BIGINT,
  PRIMARY KEY (job, receiver, channel),
  FOREIGN KEY (job, receiver) REFERENCES reach_receiver (job, n)
);

CREATE INDEX reach_try_work ON reach_try (job, channel, state, receiver);

-- What boards and loudspeakers have played, by the day of Beijing.
CREATE TABLE reach_play (
  day TEXT NOT NULL,
  ref TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  plays BIGINT NOT NULL,
  PRIMARY KEY (day, ref)
);
