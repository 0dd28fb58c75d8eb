-- What has become of an act: planned for a day to come, in force with elements to follow, done, or withdrawn before its day.
ALTER TABLE register_outline_act ADD COLUMN state TEXT NOT NULL DEFAULT 'done';
-- Elements that followed the borders, and those that could not.
ALTER TABLE register_outline_act ADD COLUMN moved BIGINT NOT NULL DEFAULT 0;
ALTER TABLE register_outline_act ADD COLUMN stayed BIGINT NOT NULL DEFAULT 0;
CREATE INDEX register_outline_act_open ON register_outline_act (state, from_day) WHERE state IN ('planned', 'forced');
