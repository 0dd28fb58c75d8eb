CREATE TABLE settings_own (
  person TEXT NOT NULL REFERENCES identity_person (id),
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  revision BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (person, name)
);
