CREATE TABLE duty_contact (
  id TEXT NOT NULL PRIMARY KEY,
  account TEXT NOT NULL,
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  unit TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  phone TEXT NOT NULL,
  confirmed_at BIGINT,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  demo BOOLEAN NOT NULL
);

CREATE UNIQUE INDEX duty_contact_account ON duty_contact (account) WHERE account <> '';

CREATE TABLE duty_post (
  id TEXT NOT NULL PRIMARY KEY,
  area TEXT COLLATE "C" NOT NULL,
  element TEXT NOT NULL,
  line TEXT NOT NULL,
  matter TEXT NOT NULL,
  role TEXT NOT NULL,
  title TEXT NOT NULL,
  contact TEXT NOT NULL REFERENCES duty_contact (id),
  from_day TEXT NOT NULL,
  to_day TEXT NOT NULL,
  doc_number TEXT NOT NULL,
  doc_organ TEXT NOT NULL,
  doc_date TEXT NOT NULL,
  follows TEXT NOT NULL,
  ended_why TEXT NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  demo BOOLEAN NOT NULL
);

CREATE INDEX duty_post_area ON duty_post (area, id);

CREATE TABLE duty_post_version (
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  ended_at BIGINT NOT NULL,
  ended_by TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (id, version)
);

CREATE TABLE duty_absence (
  id TEXT NOT NULL PRIMARY KEY,
  contact TEXT NOT NULL REFERENCES duty_contact (id),
  substitute TEXT NOT NULL REFERENCES duty_contact (id),
  from_at BIGINT NOT NULL,
  to_at BIGINT NOT NULL,
  reason TEXT NOT NULL,
  ended BOOLEAN NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

CREATE INDEX duty_absence_contact ON duty_absence (contact, from_at);

CREATE TABLE duty_roster (
  id TEXT NOT NULL PRIMARY KEY,
  area TEXT COLLATE "C" NOT NULL,
  unit TEXT NOT NULL,
  title TEXT NOT NULL,
  pattern TEXT NOT NULL,
  leaders TEXT NOT NULL,
  officers TEXT NOT NULL,
  version BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  demo BOOLEAN NOT NULL
);

CREATE TABLE duty_shift (
  id TEXT NOT NULL PRIMARY KEY,
  roster TEXT NOT NULL REFERENCES duty_roster (id),
  role TEXT NOT NULL,
  slot TEXT NOT NULL,
  day TEXT NOT NULL,
  kind TEXT NOT NULL,
  starts_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  contact TEXT NOT NULL REFERENCES duty_contact (id),
  planned TEXT NOT NULL,
  version BIGINT NOT NULL
);

CREATE UNIQUE INDEX duty_shift_place ON duty_shift (roster, role, starts_at);
CREATE INDEX duty_shift_time ON duty_shift (starts_at);

CREATE TABLE duty_swap (
  id TEXT NOT NULL PRIMARY KEY,
  roster TEXT NOT NULL REFERENCES duty_roster (id),
  area TEXT COLLATE "C" NOT NULL,
  shift TEXT NOT NULL REFERENCES duty_shift (id),
  other TEXT NOT NULL,
  asker TEXT NOT NULL,
  taker TEXT NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  answered_at BIGINT,
  decided_at BIGINT,
  decided_by TEXT NOT NULL,
  version BIGINT NOT NULL
);

CREATE INDEX duty_swap_roster ON duty_swap (roster, asked_at);

CREATE TABLE duty_handover (
  id TEXT NOT NULL PRIMARY KEY,
  roster TEXT NOT NULL REFERENCES duty_roster (id),
  area TEXT COLLATE "C" NOT NULL,
  shift TEXT NOT NULL REFERENCES duty_shift (id),
  note TEXT NOT NULL,
  given_by TEXT NOT NULL,
  given_name TEXT NOT NULL,
  given_at BIGINT NOT NULL,
  taken_by TEXT NOT NULL,
  taken_name TEXT NOT NULL,
  taken_at BIGINT,
  remark TEXT NOT NULL
);

CREATE UNIQUE INDEX duty_handover_shift ON duty_handover (shift);
CREATE INDEX duty_handover_roster ON duty_handover (roster, given_at);

CREATE TABLE duty_call (
  id TEXT NOT NULL PRIMARY KEY,
  area TEXT COLLATE "C" NOT NULL,
  matter TEXT NOT NULL,
  why TEXT NOT NULL,
  origin TEXT NOT NULL,
  mode TEXT NOT NULL,
  steps TEXT NOT NULL,
  state TEXT NOT NULL,
  started_by TEXT NOT NULL,
  started_name TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  ended_at BIGINT,
  ended_name TEXT NOT NULL,
  ended_note TEXT NOT NULL,
  tries BIGINT NOT NULL,
  next_at BIGINT,
  demo BOOLEAN NOT NULL
);

CREATE INDEX duty_call_next ON duty_call (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX duty_call_area ON duty_call (area, id);
CREATE UNIQUE INDEX duty_call_origin ON duty_call (origin) WHERE origin <> '';

CREATE TABLE duty_target (
  call_id TEXT NOT NULL REFERENCES duty_call (id),
  n BIGINT NOT NULL,
  rank BIGINT NOT NULL,
  contact TEXT NOT NULL,
  account TEXT NOT NULL,
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL,
  step BIGINT NOT NULL,
  next_at BIGINT,
  answered_at BIGINT,
  answered_by TEXT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (call_id, n)
);

CREATE INDEX duty_target_account ON duty_target (account, state) WHERE account <> '';
CREATE INDEX duty_target_contact ON duty_target (contact);

CREATE TABLE duty_try (
  id TEXT NOT NULL PRIMARY KEY,
  call_id TEXT NOT NULL REFERENCES duty_call (id),
  n BIGINT NOT NULL,
  target BIGINT NOT NULL,
  step BIGINT NOT NULL,
  channel TEXT NOT NULL,
  state TEXT NOT NULL,
  detail TEXT NOT NULL,
  planned_at BIGINT NOT NULL,
  asked_at BIGINT,
  lease_at BIGINT,
  node TEXT NOT NULL,
  sent_at BIGINT,
  done_at BIGINT
);

CREATE UNIQUE INDEX duty_try_once ON duty_try (call_id, target, step);
CREATE UNIQUE INDEX duty_try_order ON duty_try (call_id, n);

CREATE TABLE duty_testing (
  area TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  day BIGINT NOT NULL,
  hour BIGINT NOT NULL,
  running BOOLEAN NOT NULL,
  last_month TEXT NOT NULL,
  last_call TEXT NOT NULL,
  version BIGINT NOT NULL
);
