-- Most objects are their own root, and are found by their own name: the index of roots is for the others alone.
DROP INDEX journal_entry_root;
CREATE INDEX journal_entry_root ON journal_entry (root) WHERE root <> object;
