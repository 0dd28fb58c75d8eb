CREATE TABLE patrol_draft (
  id TEXT NOT NULL PRIMARY KEY,
  community TEXT COLLATE "C" NOT NULL,
  state TEXT NOT NULL,
  revision BIGINT NOT NULL,
  frame TEXT NOT NULL,
  cells TEXT NOT NULL,
  opened_by TEXT NOT NULL,
  opened_name TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  changed_name TEXT NOT NULL,
  changed_at BIGINT NOT NULL
);

CREATE UNIQUE INDEX patrol_draft_open ON patrol_draft (community) WHERE state = 'open';

CREATE TABLE patrol_network (
  id TEXT NOT NULL PRIMARY KEY,
  community TEXT COLLATE "C" NOT NULL,
  from_day TEXT COLLATE "C" NOT NULL,
  until_day TEXT COLLATE "C" NOT NULL,
  frame TEXT NOT NULL,
  reason TEXT NOT NULL,
  by_name TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  applied_at BIGINT
);

CREATE UNIQUE INDEX patrol_network_from ON patrol_network (community, from_day);
CREATE INDEX patrol_network_waiting ON patrol_network (from_day) WHERE applied_at IS NULL;

CREATE TABLE patrol_cell (
  network TEXT NOT NULL REFERENCES patrol_network (id),
  code TEXT COLLATE "C" NOT NULL,
  name TEXT NOT NULL,
  outline TEXT NOT NULL,
  lon DOUBLE PRECISION NOT NULL,
  lat DOUBLE PRECISION NOT NULL,
  from_day TEXT COLLATE "C" NOT NULL,
  until_day TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (network, code)
);

CREATE INDEX patrol_cell_code ON patrol_cell (code, from_day);

CREATE TABLE patrol_member (
  id TEXT NOT NULL PRIMARY KEY,
  cell TEXT COLLATE "C" NOT NULL,
  person TEXT NOT NULL,
  person_name TEXT NOT NULL,
  role TEXT NOT NULL,
  from_day TEXT COLLATE "C" NOT NULL,
  until_day TEXT COLLATE "C" NOT NULL
);

CREATE INDEX patrol_member_cell ON patrol_member (cell, from_day);
CREATE INDEX patrol_member_person ON patrol_member (person, from_day);

CREATE TABLE patrol_task (
  id TEXT NOT NULL PRIMARY KEY,
  key TEXT COLLATE "C" NOT NULL,
  list TEXT NOT NULL,
  matter TEXT NOT NULL,
  form TEXT NOT NULL,
  title TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  site TEXT NOT NULL,
  site_name TEXT NOT NULL,
  lon DOUBLE PRECISION NOT NULL,
  lat DOUBLE PRECISION NOT NULL,
  person TEXT NOT NULL,
  person_name TEXT NOT NULL,
  origin TEXT NOT NULL,
  source TEXT NOT NULL,
  state TEXT NOT NULL,
  opens_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  reminded BOOLEAN NOT NULL,
  overdue BOOLEAN NOT NULL,
  done_by TEXT NOT NULL,
  done_name TEXT NOT NULL,
  taken_at BIGINT,
  received_at BIGINT,
  late BOOLEAN NOT NULL,
  answers TEXT NOT NULL,
  done_lon DOUBLE PRECISION NOT NULL,
  done_lat DOUBLE PRECISION NOT NULL,
  accuracy DOUBLE PRECISION NOT NULL,
  plate BOOLEAN NOT NULL,
  why TEXT NOT NULL,
  revision BIGINT NOT NULL
);

CREATE UNIQUE INDEX patrol_task_key ON patrol_task (key);
CREATE INDEX patrol_task_area ON patrol_task (area, due_at, id);
CREATE INDEX patrol_task_person ON patrol_task (person, state, due_at);
CREATE INDEX patrol_task_site ON patrol_task (site, due_at);
CREATE INDEX patrol_task_due ON patrol_task (state, due_at);
CREATE INDEX patrol_task_source ON patrol_task (source, state);

CREATE TABLE patrol_day (
  day TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  tasks BIGINT NOT NULL,
  made_at BIGINT NOT NULL
);

CREATE TABLE patrol_photo (
  id TEXT NOT NULL PRIMARY KEY,
  task TEXT NOT NULL,
  finding TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  person TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  size BIGINT NOT NULL,
  hash TEXT NOT NULL,
  taken_at BIGINT,
  lon DOUBLE PRECISION NOT NULL,
  lat DOUBLE PRECISION NOT NULL,
  received_at BIGINT NOT NULL
);

CREATE INDEX patrol_photo_task ON patrol_photo (task);
CREATE INDEX patrol_photo_finding ON patrol_photo (finding);

CREATE TABLE patrol_finding (
  id TEXT NOT NULL PRIMARY KEY,
  task TEXT NOT NULL,
  site TEXT NOT NULL,
  site_name TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  content TEXT NOT NULL,
  lon DOUBLE PRECISION NOT NULL,
  lat DOUBLE PRECISION NOT NULL,
  person TEXT NOT NULL,
  person_name TEXT NOT NULL,
  found_at BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  matter_case TEXT NOT NULL
);

CREATE INDEX patrol_finding_area ON patrol_finding (area, found_at);
CREATE INDEX patrol_finding_site ON patrol_finding (site, found_at);

CREATE TABLE patrol_track (
  id TEXT NOT NULL PRIMARY KEY,
  person TEXT NOT NULL,
  person_name TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  began_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  metres DOUBLE PRECISION NOT NULL,
  points TEXT NOT NULL
);

CREATE INDEX patrol_track_area ON patrol_track (area, began_at);
CREATE INDEX patrol_track_person ON patrol_track (person, began_at);
