CREATE TABLE document_series (
  organ TEXT NOT NULL,
  kind TEXT NOT NULL,
  year BIGINT NOT NULL,
  last BIGINT NOT NULL,
  PRIMARY KEY (organ, kind, year)
);

CREATE TABLE document_number (
  organ TEXT NOT NULL,
  kind TEXT NOT NULL,
  year BIGINT NOT NULL,
  number BIGINT NOT NULL,
  at BIGINT NOT NULL,
  voided_at BIGINT,
  voided_by TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (organ, kind, year, number)
);
