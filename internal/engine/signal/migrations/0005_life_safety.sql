-- Whether the alarms of a point are about lives: gas, fire, a call for help. Points of before are told by what they measure;
-- an import says it for each.
ALTER TABLE signal_point ADD COLUMN safety BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE signal_point SET safety = TRUE WHERE unit = '%LEL' OR key LIKE '%.fire' OR key = 'alarm.sos' OR name LIKE '%气检测器%' OR name LIKE '%硫化氢检测器%';
