CREATE TABLE outward_address (
  rule TEXT NOT NULL PRIMARY KEY,
  reason TEXT NOT NULL,
  by_id TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at BIGINT NOT NULL
);
