-- Which alarms a draft comes from: an alarm is one episode and has one draft.
CREATE TABLE warn_alarm (
  alarm TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL,
  title TEXT NOT NULL,
  area TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL
);

CREATE INDEX warn_alarm_case ON warn_alarm (case_id);

-- The newest draft of a site and a type of event, so that many alarms of one danger propose one draft.
CREATE TABLE warn_episode (
  site TEXT NOT NULL,
  event TEXT NOT NULL,
  case_id TEXT NOT NULL,
  colour TEXT NOT NULL,
  PRIMARY KEY (site, event)
);

-- CAP messages that connectors took in, each once, with what became of them.
CREATE TABLE warn_taken (
  sender TEXT NOT NULL,
  identifier TEXT NOT NULL,
  sent BIGINT NOT NULL,
  sender_code TEXT NOT NULL,
  msg_type TEXT NOT NULL,
  source TEXT NOT NULL,
  source_name TEXT NOT NULL,
  case_id TEXT NOT NULL,
  outcome TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (sender, identifier, sent)
);

CREATE INDEX warn_taken_identifier ON warn_taken (identifier);
CREATE INDEX warn_taken_case ON warn_taken (case_id);

CREATE TABLE warn_taken_reference (
  sender TEXT NOT NULL,
  identifier TEXT NOT NULL,
  sent BIGINT,
  by_sender TEXT NOT NULL,
  by_identifier TEXT NOT NULL,
  by_sent BIGINT NOT NULL
);

CREATE INDEX warn_taken_reference_identifier ON warn_taken_reference (identifier);
