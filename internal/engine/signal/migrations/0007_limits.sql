-- Every version of the limits of a point: who wanted what, why, what it would have raised, and who let it come into force.
CREATE TABLE signal_limits (
  point TEXT NOT NULL REFERENCES signal_point (id),
  version BIGINT NOT NULL,
  state TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  safety BOOLEAN NOT NULL,
  old_set TEXT NOT NULL,
  new_set TEXT NOT NULL,
  reason TEXT NOT NULL,
  author TEXT NOT NULL,
  author_name TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  ender TEXT NOT NULL,
  ender_name TEXT NOT NULL,
  ended_at BIGINT,
  ended_reason TEXT NOT NULL,
  revision BIGINT NOT NULL,
  PRIMARY KEY (point, version)
);

CREATE UNIQUE INDEX signal_limits_live ON signal_limits (point) WHERE state = 'live';
CREATE UNIQUE INDEX signal_limits_open ON signal_limits (point) WHERE state IN ('proposed', 'tried');
