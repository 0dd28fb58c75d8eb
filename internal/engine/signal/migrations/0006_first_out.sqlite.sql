-- The first-out of a site is the first row of this index, with no sorting.
DROP INDEX signal_alarm_site;
CREATE INDEX signal_alarm_site ON signal_alarm (site, raised_at, observed_at, id) WHERE state <> 'normal';
