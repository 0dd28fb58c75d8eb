-- The words for the values of points that switch; JSON, empty for points that measure.
ALTER TABLE signal_point ADD COLUMN states TEXT NOT NULL DEFAULT '';
