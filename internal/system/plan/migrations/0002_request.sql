CREATE TABLE plan_request (
  id TEXT NOT NULL PRIMARY KEY,
  code TEXT NOT NULL,
  item TEXT NOT NULL,
  text TEXT NOT NULL,
  incident TEXT NOT NULL,
  incident_title TEXT NOT NULL,
  due_on TEXT COLLATE "C" NOT NULL,
  asked_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  settled_at BIGINT,
  settled_name TEXT NOT NULL,
  version BIGINT NOT NULL,
  note TEXT NOT NULL,
  changed_at BIGINT NOT NULL
);

CREATE INDEX plan_request_code ON plan_request (code, state);
