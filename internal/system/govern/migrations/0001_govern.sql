CREATE TABLE govern_bulletin (
  kind TEXT COLLATE "C" NOT NULL,
  day TEXT COLLATE "C" NOT NULL,
  case_id TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  PRIMARY KEY (kind, day)
);

CREATE TABLE govern_weights (
  case_id TEXT NOT NULL PRIMARY KEY,
  title TEXT NOT NULL,
  from_day TEXT COLLATE "C" NOT NULL,
  items TEXT NOT NULL,
  by_name TEXT NOT NULL,
  enacted_at BIGINT NOT NULL
);
