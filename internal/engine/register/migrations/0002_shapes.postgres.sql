-- A line or an area beside the point, as GeoJSON; NULL when only the point is known.
ALTER TABLE register_element ADD COLUMN shape TEXT;

CREATE INDEX register_element_shape ON register_element (kind, area, id) WHERE shape IS NOT NULL;

-- What was known on a day is asked of the history too: from when a version was in force, and of which kind it was.
ALTER TABLE register_element_version ADD COLUMN kind TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE register_element_version ADD COLUMN began_at BIGINT NOT NULL DEFAULT 0;

UPDATE register_element_version SET
  kind = content::jsonb ->> 'kind',
  began_at = (extract(epoch FROM date_trunc('second', (content::jsonb ->> 'updated_at')::timestamptz)))::bigint * 1000000
    + mod((extract(microseconds FROM (content::jsonb ->> 'updated_at')::timestamptz))::bigint, 1000000);

CREATE INDEX register_element_version_kind ON register_element_version (kind, area, id, began_at);
