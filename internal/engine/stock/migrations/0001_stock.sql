CREATE TABLE stock_item (
  code TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  category TEXT NOT NULL,
  unit TEXT NOT NULL,
  units TEXT NOT NULL,
  keeps BIGINT NOT NULL,
  retired BOOLEAN NOT NULL,
  revision BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_name TEXT NOT NULL
);

CREATE UNIQUE INDEX stock_item_name ON stock_item (name);

CREATE TABLE stock_card (
  place TEXT COLLATE "C" NOT NULL,
  item TEXT COLLATE "C" NOT NULL REFERENCES stock_item (code),
  area TEXT COLLATE "C" NOT NULL,
  quantity BIGINT NOT NULL CHECK (quantity >= 0),
  held BIGINT NOT NULL CHECK (held >= 0 AND held <= quantity),
  minimum BIGINT NOT NULL CHECK (minimum >= 0),
  moves BIGINT NOT NULL,
  PRIMARY KEY (place, item)
);

CREATE INDEX stock_card_item ON stock_card (item, area);
CREATE INDEX stock_card_area ON stock_card (area);

CREATE TABLE stock_lot (
  id TEXT NOT NULL PRIMARY KEY,
  place TEXT COLLATE "C" NOT NULL,
  item TEXT COLLATE "C" NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  bin TEXT NOT NULL,
  batch TEXT NOT NULL,
  expires_on TEXT COLLATE "C" NOT NULL,
  since BIGINT NOT NULL,
  quantity BIGINT NOT NULL CHECK (quantity >= 0),
  held BIGINT NOT NULL CHECK (held >= 0 AND held <= quantity)
);

CREATE UNIQUE INDEX stock_lot_same ON stock_lot (place, item, bin, batch, expires_on);
CREATE INDEX stock_lot_expires ON stock_lot (expires_on) WHERE quantity > 0 AND expires_on <> '';

CREATE TABLE stock_move (
  place TEXT COLLATE "C" NOT NULL,
  item TEXT COLLATE "C" NOT NULL,
  no BIGINT NOT NULL,
  lot TEXT NOT NULL,
  kind TEXT NOT NULL,
  quantity BIGINT NOT NULL CHECK (quantity <> 0),
  balance BIGINT NOT NULL CHECK (balance >= 0),
  document TEXT NOT NULL,
  about TEXT NOT NULL,
  at BIGINT NOT NULL,
  person TEXT NOT NULL,
  person_name TEXT NOT NULL,
  PRIMARY KEY (place, item, no)
);

CREATE INDEX stock_move_document ON stock_move (document);

CREATE TABLE stock_hold (
  document TEXT COLLATE "C" NOT NULL,
  lot TEXT NOT NULL,
  place TEXT COLLATE "C" NOT NULL,
  item TEXT COLLATE "C" NOT NULL,
  held BIGINT NOT NULL CHECK (held >= 0),
  gone BIGINT NOT NULL CHECK (gone >= 0),
  arrived BIGINT NOT NULL CHECK (arrived >= 0),
  back BIGINT NOT NULL CHECK (back >= 0),
  used BIGINT NOT NULL CHECK (used >= 0),
  PRIMARY KEY (document, lot),
  CHECK (arrived + back + used <= gone)
);

CREATE INDEX stock_hold_lot ON stock_hold (lot) WHERE held > 0;
