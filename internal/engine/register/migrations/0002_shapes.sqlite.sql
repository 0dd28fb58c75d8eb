-- A line or an area beside the point, as GeoJSON; NULL when only the point is known.
ALTER TABLE register_element ADD COLUMN shape TEXT;

CREATE INDEX register_element_shape ON register_element (kind, area, id) WHERE shape IS NOT NULL;

-- What was known on a day is asked of the history too: from when a version was in force, and of which kind it was.
ALTER TABLE register_element_version ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE register_element_version ADD COLUMN began_at INTEGER NOT NULL DEFAULT 0;

UPDATE register_element_version SET
  kind = json_extract(content, '$.kind'),
  began_at = CAST(strftime('%s', substr(json_extract(content, '$.updated_at'), 1, 19)) AS INTEGER) * 1000000
    + CASE WHEN substr(json_extract(content, '$.updated_at'), 20, 1) = '.'
      THEN CAST(substr(rtrim(substr(json_extract(content, '$.updated_at'), 21), 'Z') || '000000', 1, 6) AS INTEGER) ELSE 0 END;

CREATE INDEX register_element_version_kind ON register_element_version (kind, area, id, began_at);
