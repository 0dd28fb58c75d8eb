CREATE TABLE risk_point (
  id TEXT NOT NULL PRIMARY KEY,
  enterprise TEXT NOT NULL,
  enterprise_name TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  sector TEXT NOT NULL,
  unit TEXT NOT NULL,
  name TEXT NOT NULL,
  place TEXT NOT NULL,
  kind TEXT NOT NULL,
  content TEXT NOT NULL,
  method TEXT NOT NULL,
  method_version BIGINT NOT NULL,
  scores TEXT NOT NULL,
  direct TEXT NOT NULL,
  result TEXT NOT NULL,
  by_scores TEXT NOT NULL,
  risk TEXT NOT NULL,
  rank BIGINT NOT NULL,
  graded_on TEXT COLLATE "C" NOT NULL,
  due_on TEXT COLLATE "C" NOT NULL,
  cause TEXT NOT NULL,
  removed BOOLEAN NOT NULL,
  version BIGINT NOT NULL,
  at BIGINT NOT NULL,
  by_id TEXT NOT NULL,
  by_name TEXT NOT NULL,
  why TEXT NOT NULL
);

CREATE INDEX risk_point_enterprise ON risk_point (enterprise);
CREATE INDEX risk_point_area ON risk_point (area);
CREATE INDEX risk_point_order ON risk_point (rank, id);
CREATE INDEX risk_point_method ON risk_point (method, scores);

CREATE TABLE risk_version (
  id TEXT NOT NULL,
  enterprise TEXT NOT NULL,
  enterprise_name TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  sector TEXT NOT NULL,
  unit TEXT NOT NULL,
  name TEXT NOT NULL,
  place TEXT NOT NULL,
  kind TEXT NOT NULL,
  content TEXT NOT NULL,
  method TEXT NOT NULL,
  method_version BIGINT NOT NULL,
  scores TEXT NOT NULL,
  direct TEXT NOT NULL,
  result TEXT NOT NULL,
  by_scores TEXT NOT NULL,
  risk TEXT NOT NULL,
  rank BIGINT NOT NULL,
  graded_on TEXT COLLATE "C" NOT NULL,
  due_on TEXT COLLATE "C" NOT NULL,
  cause TEXT NOT NULL,
  removed BOOLEAN NOT NULL,
  version BIGINT NOT NULL,
  at BIGINT NOT NULL,
  by_id TEXT NOT NULL,
  by_name TEXT NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (id, version)
);

CREATE TABLE risk_pending (
  point TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL
);

CREATE INDEX risk_pending_case ON risk_pending (case_id);

CREATE TABLE risk_method (
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  content TEXT NOT NULL,
  at BIGINT NOT NULL,
  by_id TEXT NOT NULL,
  by_name TEXT NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (id, version)
);
