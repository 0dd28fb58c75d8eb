-- What the nearest camera showed when a grave alarm was raised: one row an alarm.
CREATE TABLE monitor_picture (
  alarm TEXT NOT NULL PRIMARY KEY,
  area TEXT COLLATE "C" NOT NULL,
  state TEXT NOT NULL,
  camera TEXT NOT NULL,
  camera_name TEXT NOT NULL,
  channel TEXT NOT NULL,
  distance DOUBLE PRECISION NOT NULL,
  raised_at BIGINT NOT NULL,
  clip_from BIGINT NOT NULL,
  clip_until BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  next_at BIGINT,
  hash TEXT NOT NULL,
  type TEXT NOT NULL,
  size BIGINT NOT NULL,
  width BIGINT NOT NULL,
  height BIGINT NOT NULL,
  taken_at BIGINT,
  why_zh TEXT NOT NULL,
  why_en TEXT NOT NULL
);

CREATE INDEX monitor_picture_due ON monitor_picture (next_at) WHERE state = 'waiting';
CREATE INDEX monitor_picture_raised ON monitor_picture (raised_at);
