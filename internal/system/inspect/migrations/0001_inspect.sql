CREATE TABLE inspect_drawing (
  id TEXT NOT NULL PRIMARY KEY,
  title TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  organ_key TEXT NOT NULL,
  organ TEXT NOT NULL,
  state TEXT NOT NULL,
  sectors TEXT NOT NULL,
  rules TEXT NOT NULL,
  source TEXT NOT NULL,
  due BIGINT,
  hands TEXT NOT NULL,
  year BIGINT NOT NULL,
  serial BIGINT NOT NULL,
  number TEXT NOT NULL,
  commitment TEXT NOT NULL,
  digest TEXT NOT NULL,
  list_digest TEXT NOT NULL,
  units BIGINT NOT NULL,
  officers BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  made_name TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  fixed_name TEXT NOT NULL,
  fixed_at BIGINT,
  seed TEXT NOT NULL,
  announced_at BIGINT,
  drawn_by TEXT NOT NULL,
  drawn_name TEXT NOT NULL,
  drawn_at BIGINT,
  published_name TEXT NOT NULL,
  published_at BIGINT,
  voided_name TEXT NOT NULL,
  voided_at BIGINT,
  void_reason TEXT NOT NULL,
  revision BIGINT NOT NULL
);

CREATE INDEX inspect_drawing_made ON inspect_drawing (made_at, id);
CREATE UNIQUE INDEX inspect_drawing_number ON inspect_drawing (organ_key, year, serial) WHERE serial > 0;

CREATE TABLE inspect_paper (
  drawing TEXT NOT NULL REFERENCES inspect_drawing (id),
  kind TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (drawing, kind)
);

CREATE TABLE inspect_exclusion (
  drawing TEXT NOT NULL REFERENCES inspect_drawing (id),
  element TEXT NOT NULL,
  reason TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (drawing, element)
);

CREATE TABLE inspect_class (
  element TEXT NOT NULL PRIMARY KEY,
  credit TEXT NOT NULL,
  is_key BOOLEAN NOT NULL,
  source TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at BIGINT NOT NULL
);

CREATE TABLE inspect_officer (
  person TEXT NOT NULL PRIMARY KEY,
  sectors TEXT NOT NULL,
  away TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at BIGINT NOT NULL,
  revision BIGINT NOT NULL
);

CREATE TABLE inspect_visit (
  id TEXT NOT NULL PRIMARY KEY,
  drawing TEXT NOT NULL REFERENCES inspect_drawing (id),
  place BIGINT NOT NULL,
  element TEXT NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  sector TEXT NOT NULL,
  year BIGINT NOT NULL,
  due TEXT COLLATE "C" NOT NULL,
  state TEXT NOT NULL,
  day TEXT NOT NULL,
  note TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at BIGINT NOT NULL,
  revision BIGINT NOT NULL
);

CREATE UNIQUE INDEX inspect_visit_once ON inspect_visit (drawing, place);
CREATE INDEX inspect_visit_element ON inspect_visit (element, year);
CREATE INDEX inspect_visit_area ON inspect_visit (area, state, due);

CREATE TABLE inspect_visitor (
  visit TEXT NOT NULL REFERENCES inspect_visit (id),
  place BIGINT NOT NULL,
  person TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (visit, place)
);

CREATE INDEX inspect_visitor_person ON inspect_visitor (person);
