CREATE TABLE sealed_message (
  channel TEXT NOT NULL,
  key TEXT NOT NULL,
  receiver TEXT NOT NULL,
  content TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (channel, key)
);
CREATE INDEX sealed_message_at ON sealed_message (at);
