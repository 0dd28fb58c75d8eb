CREATE TABLE bus_outbox (
  id TEXT NOT NULL PRIMARY KEY,
  type TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  object TEXT NOT NULL,
  permission TEXT NOT NULL,
  at BIGINT NOT NULL,
  data TEXT NOT NULL
);

CREATE TABLE bus_handled (
  handler TEXT NOT NULL,
  event TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (handler, event)
);
