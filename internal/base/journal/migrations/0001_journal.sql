CREATE TABLE journal_entry (
  seq BIGINT NOT NULL PRIMARY KEY,
  object TEXT NOT NULL,
  object_seq BIGINT NOT NULL,
  root TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  action TEXT NOT NULL,
  body TEXT NOT NULL,
  prev TEXT NOT NULL,
  hash TEXT NOT NULL
);

CREATE UNIQUE INDEX journal_entry_object ON journal_entry (object, object_seq);
CREATE INDEX journal_entry_root ON journal_entry (root, seq);

CREATE TABLE journal_tail (
  one BIGINT NOT NULL PRIMARY KEY,
  seq BIGINT NOT NULL
);

INSERT INTO journal_tail (one, seq) VALUES (1, 0);

CREATE TABLE journal_head (
  size BIGINT NOT NULL PRIMARY KEY,
  root TEXT NOT NULL,
  frontier TEXT NOT NULL,
  at BIGINT NOT NULL,
  key TEXT NOT NULL,
  signature TEXT NOT NULL
);
