-- Late cases are found by their due moments, in whatever procedure.
CREATE INDEX procedure_case_due ON procedure_case (due_key, id) WHERE NOT closed;

-- Running clocks are counted by district, department and person without a look at their rows (SQLite reads state too).
DROP INDEX procedure_clock_district;
CREATE INDEX procedure_clock_district ON procedure_clock (district, due_at, case_id, party, procedure, area, department, assignee, state) WHERE state = 'running';
