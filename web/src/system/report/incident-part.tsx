import './report.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { reportOfIncidentQuery } from '@/api/report';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { BeginDialog } from './begin-dialog';
import { DueChip } from './due-chip';

/** On the page of an incident: how its reporting stands, and the way there. */
export function IncidentReports({ incident, known }: { incident: string; known?: string }) {
  const { t, say } = useT();
  const go = useNavigate();
  const may = useMay('report.matter.read');
  const of = useQuery({ ...reportOfIncidentQuery(incident), enabled: may });
  const [beginning, setBeginning] = useState(false);
  if (!may || !of.data) return null;
  const { matter, may_begin, near_minutes } = of.data;
  return (
    <span className="incident-reports row" data-part="report">
      {matter && (
        <>
          <Link to="/report/matters/$id" params={{ id: matter.id }}>
            {t('report.ofIncident')}
          </Link>
          <span>{say(matter.stage_title)}</span>
          {matter.next && <DueChip clock={matter.next} near={near_minutes} />}
          {matter.stuck && <b className="overdue">{t('report.stuck', { said: matter.stuck })}</b>}
        </>
      )}
      {!matter && !may_begin && <span>{t('report.notBegun')}</span>}
      {may_begin && (
        <Button size="small" data-do="begin-report" onClick={() => setBeginning(true)}>
          {t('report.begin')}
        </Button>
      )}
      {beginning && <BeginDialog incident={incident} known={known} onClose={() => setBeginning(false)} onDone={(id) => void go({ to: '/report/matters/$id', params: { id } })} />}
    </span>
  );
}
