CREATE TABLE httpapi_repeat (
  person TEXT NOT NULL,
  key TEXT NOT NULL,
  operation TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  response TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (person, key)
);

CREATE INDEX httpapi_repeat_at ON httpapi_repeat (at);
