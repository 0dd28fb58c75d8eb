-- An entry takes its place on its object's chain at once (object, object_seq) and its number in the journal when it is
-- sealed: seq is NULL until then, and arrival is the order in which numbers will be given. format is the version word of its
-- hash.
CREATE TABLE journal_entry_next (
  arrival INTEGER NOT NULL PRIMARY KEY,
  object TEXT NOT NULL,
  object_seq INTEGER NOT NULL,
  format INTEGER NOT NULL,
  seq INTEGER,
  root TEXT NOT NULL,
  area TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  action TEXT NOT NULL,
  body TEXT NOT NULL,
  prev TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;

INSERT INTO journal_entry_next (arrival, object, object_seq, format, seq, root, area, at, actor, actor_name, action, body, prev, hash)
SELECT seq, object, object_seq, 1, seq, root, area, at, actor, actor_name, action, body, prev, hash FROM journal_entry ORDER BY seq;

DROP TABLE journal_entry;
ALTER TABLE journal_entry_next RENAME TO journal_entry;
CREATE UNIQUE INDEX journal_entry_object ON journal_entry (object, object_seq);
CREATE UNIQUE INDEX journal_entry_seq ON journal_entry (seq);
CREATE INDEX journal_entry_root ON journal_entry (root);

-- Row n of level 0 holds the leaves from 256·n on, 32 bytes each; hash is the node over them once there are 256. Row n of
-- level 1 holds only the node over 256 rows of level 0, and so on.
CREATE TABLE journal_tree (
  level INTEGER NOT NULL,
  n INTEGER NOT NULL,
  hash BLOB NOT NULL,
  leaves BLOB NOT NULL,
  PRIMARY KEY (level, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE journal_key (
  n INTEGER NOT NULL PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  public TEXT NOT NULL,
  since INTEGER NOT NULL,
  root TEXT NOT NULL,
  at INTEGER NOT NULL,
  previous TEXT NOT NULL,
  signature TEXT NOT NULL,
  voucher TEXT NOT NULL
) STRICT;
