ALTER TABLE field_message ADD COLUMN rung_at BIGINT;
ALTER TABLE field_message ADD COLUMN rounds BIGINT NOT NULL DEFAULT 0;
ALTER TABLE field_message ADD COLUMN alone_at BIGINT;
ALTER TABLE field_par ADD COLUMN rung_at BIGINT;
ALTER TABLE field_par ADD COLUMN rounds BIGINT NOT NULL DEFAULT 0;
ALTER TABLE field_par ADD COLUMN alone_at BIGINT;

CREATE INDEX field_message_call ON field_message (call_id) WHERE call_id <> '';
