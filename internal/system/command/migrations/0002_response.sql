CREATE TABLE command_response (
  incident TEXT NOT NULL,
  plan TEXT NOT NULL,
  version BIGINT NOT NULL,
  title TEXT NOT NULL,
  kind TEXT NOT NULL,
  level TEXT NOT NULL,
  event TEXT NOT NULL,
  state TEXT NOT NULL,
  approver TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  started_name TEXT NOT NULL,
  until_at BIGINT,
  changed_at BIGINT NOT NULL,
  changed_name TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (incident, plan)
);

CREATE TABLE command_order (
  incident TEXT NOT NULL,
  id TEXT NOT NULL,
  plan TEXT NOT NULL,
  n BIGINT NOT NULL,
  state TEXT NOT NULL,
  level TEXT NOT NULL,
  contact TEXT NOT NULL,
  case_id TEXT NOT NULL,
  call_id TEXT NOT NULL,
  given_at BIGINT NOT NULL,
  given_name TEXT NOT NULL,
  due_at BIGINT,
  done_at BIGINT,
  done_name TEXT NOT NULL,
  note TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (incident, id)
);

CREATE INDEX command_order_case ON command_order (case_id);
CREATE INDEX command_order_call ON command_order (call_id);
