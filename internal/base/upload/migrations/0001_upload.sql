CREATE TABLE upload_item (
  id TEXT NOT NULL PRIMARY KEY,
  person TEXT NOT NULL,
  name TEXT NOT NULL,
  size BIGINT NOT NULL,
  received BIGINT NOT NULL,
  state BYTEA,
  status TEXT NOT NULL,
  type TEXT NOT NULL,
  hash TEXT NOT NULL,
  taken_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  stored_at BIGINT,
  taken_at BIGINT
);

CREATE INDEX upload_item_person ON upload_item (person, status);
CREATE INDEX upload_item_expires ON upload_item (status, expires_at);
