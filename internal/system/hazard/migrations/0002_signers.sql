-- Why somebody may promise: as the chief of the enterprise, or in the chief's place until a day.
ALTER TABLE hazard_signer ADD COLUMN role TEXT NOT NULL DEFAULT 'chief';
ALTER TABLE hazard_signer ADD COLUMN post TEXT NOT NULL DEFAULT '';
ALTER TABLE hazard_signer ADD COLUMN until BIGINT;
ALTER TABLE hazard_signer ADD COLUMN reason TEXT NOT NULL DEFAULT '';
