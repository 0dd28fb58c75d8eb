-- Most cases are their own root and are found by their id: the index of roots is for the others alone, so that an act on
-- most cases need not write into it.
DROP INDEX procedure_case_root;
CREATE INDEX procedure_case_root ON procedure_case (root) WHERE root <> id;

-- Late cases of a district, or of one person, are told from the others without a look at their rows.
DROP INDEX procedure_case_due;
CREATE INDEX procedure_case_due ON procedure_case (due_key, area, procedure, assignee, id) WHERE NOT closed;
