-- An entry takes its place on its object's chain at once (object, object_seq) and its number in the journal when it is
-- sealed: seq is NULL until then. format is the version word of its hash.
ALTER TABLE journal_entry DROP CONSTRAINT journal_entry_pkey;
ALTER TABLE journal_entry ALTER COLUMN seq DROP NOT NULL;
ALTER TABLE journal_entry ADD COLUMN format BIGINT NOT NULL DEFAULT 1;
ALTER TABLE journal_entry ALTER COLUMN format DROP DEFAULT;
DROP INDEX journal_entry_object;
DROP INDEX journal_entry_root;
ALTER TABLE journal_entry ADD PRIMARY KEY (object, object_seq);
CREATE UNIQUE INDEX journal_entry_seq ON journal_entry (seq);
CREATE INDEX journal_entry_root ON journal_entry (root);

-- Row n of level 0 holds the leaves from 256·n on, 32 bytes each; hash is the node over them once there are 256. Row n of
-- level 1 holds only the node over 256 rows of level 0, and so on.
CREATE TABLE journal_tree (
  level BIGINT NOT NULL,
  n BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  leaves BYTEA NOT NULL,
  PRIMARY KEY (level, n)
);

CREATE TABLE journal_key (
  n BIGINT NOT NULL PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  public TEXT NOT NULL,
  since BIGINT NOT NULL,
  root TEXT NOT NULL,
  at BIGINT NOT NULL,
  previous TEXT NOT NULL,
  signature TEXT NOT NULL,
  voucher TEXT NOT NULL
);

-- The end of an object's chain, for whoever adds to it: the lock, held until the transaction ends, comes first, and the
-- statement behind it sees what the holder before committed. Objects share 4096 locks, so that a transaction with many
-- entries does not fill the server's table of locks.
CREATE FUNCTION journal_last(what TEXT) RETURNS TABLE (object_seq BIGINT, at BIGINT, hash TEXT) LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM pg_advisory_xact_lock('journal_entry'::regclass::oid::int4, hashtext(what) & 4095);
  RETURN QUERY SELECT e.object_seq, e.at, e.hash FROM journal_entry AS e WHERE e.object = what ORDER BY e.object_seq DESC LIMIT 1;
END
$$;
