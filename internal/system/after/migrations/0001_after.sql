CREATE TABLE after_review (
  case_id TEXT NOT NULL PRIMARY KEY,
  incident TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  open BOOLEAN NOT NULL,
  opened_at BIGINT NOT NULL
);

-- One incident is followed up once at a time, whoever begins it.
CREATE UNIQUE INDEX after_review_once ON after_review (incident) WHERE open;
CREATE INDEX after_review_incident ON after_review (incident, opened_at);

-- Lines are never changed but for corrected, which names the line that took its place. Amounts are thousandths.
CREATE TABLE after_cost (
  case_id TEXT NOT NULL,
  n BIGINT NOT NULL,
  kind TEXT NOT NULL,
  payer TEXT NOT NULL,
  about TEXT NOT NULL,
  quantity BIGINT NOT NULL,
  unit TEXT NOT NULL,
  price BIGINT NOT NULL,
  priced BOOLEAN NOT NULL,
  amount BIGINT NOT NULL,
  basis TEXT NOT NULL,
  voucher TEXT NOT NULL,
  spent_on TEXT COLLATE "C" NOT NULL,
  source TEXT NOT NULL,
  entered_at BIGINT NOT NULL,
  entered_name TEXT NOT NULL,
  corrects BIGINT NOT NULL,
  corrected BIGINT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (case_id, n)
);

-- What was reckoned from a booking or a requisition is reckoned once.
CREATE UNIQUE INDEX after_cost_source ON after_cost (case_id, source) WHERE source <> '';

CREATE TABLE after_rate (
  id TEXT NOT NULL PRIMARY KEY,
  price BIGINT NOT NULL,
  basis TEXT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_name TEXT NOT NULL
);

-- The facts of a report as they were when it was submitted.
CREATE TABLE after_facts (
  case_id TEXT NOT NULL,
  n BIGINT NOT NULL,
  at BIGINT NOT NULL,
  facts TEXT NOT NULL,
  PRIMARY KEY (case_id, n)
);

CREATE TABLE after_past (
  id TEXT NOT NULL PRIMARY KEY,
  area TEXT COLLATE "C" NOT NULL,
  type TEXT NOT NULL,
  level TEXT NOT NULL,
  event TEXT NOT NULL,
  happened_at BIGINT NOT NULL,
  words TEXT NOT NULL,
  content TEXT NOT NULL,
  demo BOOLEAN NOT NULL
);

CREATE INDEX after_past_list ON after_past (happened_at, id);
CREATE INDEX after_past_area ON after_past (area, happened_at);
