-- The first-out of a site is the first row of this index, with no sorting.
DROP INDEX signal_alarm_site;
CREATE INDEX signal_alarm_site ON signal_alarm (site, raised_at, observed_at, id) WHERE state <> 'normal';

-- Steps and hidden activations are written in the transaction of their alarm, and alarms are never deleted. PostgreSQL would
-- ask for and lock the alarm's row once for each of them.
ALTER TABLE signal_transition DROP CONSTRAINT signal_transition_alarm_fkey;
ALTER TABLE signal_hidden DROP CONSTRAINT signal_hidden_alarm_fkey;
