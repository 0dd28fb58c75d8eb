CREATE TABLE intake_device (
  device TEXT NOT NULL PRIMARY KEY,
  networks TEXT NOT NULL,
  withdrawn_at BIGINT,
  changed_at BIGINT NOT NULL
);

CREATE TABLE intake_nonce (
  device TEXT NOT NULL,
  nonce TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (device, nonce)
);

CREATE INDEX intake_nonce_at ON intake_nonce (at);

CREATE TABLE intake_position (
  device TEXT NOT NULL,
  at BIGINT NOT NULL,
  arrived_at BIGINT NOT NULL,
  lon DOUBLE PRECISION NOT NULL,
  lat DOUBLE PRECISION NOT NULL,
  speed DOUBLE PRECISION NOT NULL,
  direction DOUBLE PRECISION NOT NULL,
  alarm BIGINT NOT NULL,
  status BIGINT NOT NULL,
  PRIMARY KEY (device, at)
);

CREATE INDEX intake_position_at ON intake_position (at);
