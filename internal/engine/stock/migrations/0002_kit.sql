CREATE TABLE stock_kit (
  code TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  lines TEXT NOT NULL,
  retired BOOLEAN NOT NULL,
  revision BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_name TEXT NOT NULL
);

CREATE UNIQUE INDEX stock_kit_name ON stock_kit (name);
