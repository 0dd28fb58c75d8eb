CREATE TABLE command_incident (
  id TEXT NOT NULL PRIMARY KEY,
  type TEXT NOT NULL,
  level TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  lon DOUBLE PRECISION NOT NULL,
  lat DOUBLE PRECISION NOT NULL,
  element TEXT NOT NULL,
  alarm TEXT NOT NULL,
  open BOOLEAN NOT NULL,
  opened_at BIGINT NOT NULL
);

CREATE INDEX command_incident_area ON command_incident (area, id);
CREATE INDEX command_incident_alarm ON command_incident (alarm);
CREATE INDEX command_incident_open ON command_incident (open, opened_at);
