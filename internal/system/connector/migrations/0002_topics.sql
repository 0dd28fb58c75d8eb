-- The topics that are subscribed to at a broker, one a line.
ALTER TABLE connector_source ADD COLUMN topics TEXT NOT NULL DEFAULT '';
