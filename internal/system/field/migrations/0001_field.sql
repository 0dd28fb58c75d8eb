CREATE TABLE field_message (
  id TEXT NOT NULL PRIMARY KEY,
  mark TEXT NOT NULL,
  person TEXT NOT NULL,
  person_name TEXT NOT NULL,
  form TEXT NOT NULL,
  task TEXT NOT NULL,
  task_title TEXT NOT NULL,
  incident TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  said_at BIGINT NOT NULL,
  at BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  way TEXT NOT NULL,
  placed BOOLEAN NOT NULL,
  lon DOUBLE PRECISION NOT NULL,
  lat DOUBLE PRECISION NOT NULL,
  accuracy DOUBLE PRECISION NOT NULL,
  content TEXT NOT NULL,
  missing TEXT NOT NULL,
  outcome TEXT NOT NULL,
  stood TEXT NOT NULL,
  conflict BOOLEAN NOT NULL,
  state TEXT NOT NULL,
  answer TEXT NOT NULL,
  answered_at BIGINT,
  answered_name TEXT NOT NULL,
  over_at BIGINT,
  over_name TEXT NOT NULL,
  call_id TEXT NOT NULL
);

CREATE UNIQUE INDEX field_message_mark ON field_message (person, mark);
CREATE INDEX field_message_incident ON field_message (incident, at);
CREATE INDEX field_message_task ON field_message (task, at);
CREATE INDEX field_message_state ON field_message (state, area);

CREATE TABLE field_task (
  task TEXT NOT NULL PRIMARY KEY,
  stage TEXT NOT NULL,
  at BIGINT NOT NULL,
  base BIGINT NOT NULL
);

CREATE TABLE field_par (
  id TEXT NOT NULL PRIMARY KEY,
  task TEXT NOT NULL,
  task_title TEXT NOT NULL,
  incident TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  person TEXT NOT NULL,
  person_name TEXT NOT NULL,
  minutes BIGINT NOT NULL,
  persons BIGINT NOT NULL,
  counted BIGINT NOT NULL,
  short BOOLEAN NOT NULL,
  begun_at BIGINT NOT NULL,
  begun_name TEXT NOT NULL,
  last_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  warn_at BIGINT NOT NULL,
  warned BOOLEAN NOT NULL,
  overdue BOOLEAN NOT NULL,
  overdue_at BIGINT,
  call_id TEXT NOT NULL,
  ended_at BIGINT,
  ended_name TEXT NOT NULL,
  how TEXT NOT NULL
);

CREATE UNIQUE INDEX field_par_one ON field_par (task) WHERE ended_at IS NULL;
CREATE INDEX field_par_incident ON field_par (incident);
CREATE INDEX field_par_due ON field_par (due_at) WHERE ended_at IS NULL;

CREATE TABLE field_terms (
  name TEXT NOT NULL PRIMARY KEY,
  value BIGINT NOT NULL,
  source TEXT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_name TEXT NOT NULL
);

CREATE TABLE field_key (
  number BIGINT NOT NULL PRIMARY KEY,
  person TEXT NOT NULL,
  device TEXT NOT NULL,
  sealed TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  until_at BIGINT NOT NULL,
  ended_at BIGINT
);

CREATE INDEX field_key_person ON field_key (person);

CREATE TABLE field_part (
  number BIGINT NOT NULL,
  mark TEXT NOT NULL,
  part BIGINT NOT NULL,
  frame TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  PRIMARY KEY (number, mark, part)
);
