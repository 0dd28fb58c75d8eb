CREATE TABLE identity_certificate (
  person TEXT NOT NULL REFERENCES identity_person (id),
  kind TEXT NOT NULL,
  number TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  valid_to TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (person, kind, number)
);
