import './command.css';
import './response.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { Button, Segmented } from 'antd';
import { incidentQuery } from '@/api/queries';
import { responseQuery } from '@/api/response';
import type { IncidentDetail } from '@/api/types';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { ActPanel } from '@/kit/act-panel';
import { LevelTag, useTypeWord } from '@/kit/incident-words';
import { Panel } from '@/kit/page';
import { Loaded, Loading } from '@/kit/states';
import { Since, TimeText } from '@/kit/time-text';
import { DispatchDialog, type Sendable } from './dispatch-dialog';
import { AlarmDrafts } from '@/system/warn/origin';
import { IncidentAfter } from '@/system/after/incident-part';
import { Similar } from '@/system/after/similar';
import { IncidentReports } from '@/system/report/incident-part';
import { ParPanel, useCrews } from '@/system/field/par-panel';
import { OtherTeam } from './other-team';
import { Recommended } from './recommended';
import { ResponseBoard } from './response-board';
import { ResponseStrip } from './response-strip';
import { ResponseTasks } from './response-tasks';
import { TaskBoard } from './task-board';
import { Timeline } from './timeline';

const IncidentMap = lazy(() => import('./incident-map'));

/** One incident: what it is, what to do next, who is on it, and everything that happened. */
export default function IncidentPage() {
  const { id } = useParams({ from: '/command/incidents/$id' });
  const incident = useQuery(incidentQuery(id));
  return <Loaded of={incident}>{(d) => <Incident d={d} />}</Loaded>;
}

function Incident({ d }: { d: IncidentDetail }) {
  const { t } = useT();
  const i = d.incident;
  const [sending, setSending] = useState<Sendable>();
  const mayDispatch = useMay('command.task.assign') && !i.closed;
  const tasks = d.tasks ?? [];
  const { data: view } = useQuery(responseQuery(i.id));
  const planned = (view?.orders.length ?? 0) > 0;
  const [shown, setShown] = useState<'board' | 'forces'>();
  const middle = planned ? (shown ?? 'board') : 'forces';
  return (
    <div className="incident">
      <Head d={d} />
      <ResponseStrip d={d} view={view} />
      <Crews incident={i.id} closed={i.closed} tasks={tasks} />
      <div className="incident-grid">
        <div className="incident-left">
          <Panel className="incident-map">
            <Suspense fallback={<Loading />}>
              <IncidentMap incident={i} />
            </Suspense>
          </Panel>
          <Panel title={t('incident.tasks')} scroll extra={tasks.length > 0 && <TaskCount tasks={tasks} />}>
            {planned ? <ResponseTasks d={d} view={view!} /> : <TaskBoard tasks={tasks} timeline={d.timeline} />}
          </Panel>
        </div>
        <Panel
          title={
            planned ? (
              <Segmented
                size="small"
                value={middle}
                onChange={setShown}
                options={[{ value: 'board' as const, label: t('response.board') }, { value: 'forces' as const, label: t('incident.recommendations') }]}
              />
            ) : (
              t('incident.recommendations')
            )
          }
          scroll
          className="incident-middle"
          extra={mayDispatch && middle === 'forces' && <OtherTeam onChoose={setSending} />}
        >
          {middle === 'board' ? <ResponseBoard view={view!} incident={i.id} mayEnter={d.acts.some((a) => a.act === 'answered' && a.allowed)} /> : <Recommended incident={i.id} onDispatch={mayDispatch ? setSending : undefined} />}
        </Panel>
        <Panel title={t('incident.timeline')} scroll className="incident-right">
          <Timeline entries={d.timeline ?? []} />
        </Panel>
      </div>
      {sending && <DispatchDialog incident={i.id} to={sending} onClose={() => setSending(undefined)} />}
    </div>
  );
}

/** The safety of the crews: open by itself when something wants an eye, else a line that opens it. */
function Crews({ incident, closed, tasks }: { incident: string; closed: boolean; tasks: NonNullable<IncidentDetail['tasks']> }) {
  const { t } = useT();
  const may = useMay('field.message.read');
  const { crews, urgent } = useCrews(incident, may);
  const [open, setOpen] = useState<boolean>();
  const eye = crews.length > 0 || urgent.length > 0;
  if (!may || (closed && !eye) || (tasks.length === 0 && !eye)) return null;
  const shown = open ?? eye;
  return (
    <Panel
      className="incident-crews"
      title={t('field.deskTitle')}
      extra={
        <Button size="small" type="text" aria-expanded={shown} data-do="crews" onClick={() => setOpen(!shown)}>
          {t(shown ? 'field.fold' : 'field.unfold')}
        </Button>
      }
    >
      {shown && <ParPanel incident={incident} tasks={tasks} />}
    </Panel>
  );
}

/** Acts that have places of their own on the page. */
const ofResponse = new Set(['activate', 'activate-major', 'raise', 'raise-major', 'lower', 'end-response', 'order', 'answered', 'told']);

function TaskCount({ tasks }: { tasks: NonNullable<IncidentDetail['tasks']> }) {
  const { t } = useT();
  return <span className="faint">{t('incident.tasksDone', { done: tasks.filter((x) => x.closed).length, all: tasks.length })}</span>;
}

function Head({ d }: { d: IncidentDetail }) {
  const { t, say } = useT();
  const type = useTypeWord();
  const i = d.incident;
  return (
    <header className="incident-head">
      <div className="grow">
        <div className="row">
          <LevelTag level={i.level} />
          <h1>{i.title}</h1>
          <span className="stage-now">{say(i.stage_title) || i.stage}</span>
        </div>
        <div className="row faint">
          <span>{type(i.type)}</span>
          <span>{i.area_name || i.area}</span>
          <span>
            {t('incident.openedAt')} <TimeText at={i.opened_at} style="short" />
          </span>
          {i.alarm && <AlarmDrafts alarm={i.alarm} />}
          {i.element && (
            <Link to="/grid/elements/$id" params={{ id: i.element }}>
              {t('incident.element')}
            </Link>
          )}
          {i.alarm && (
            <Link to="/monitor/alarms" search={{ open: i.alarm }}>
              {t('incident.fromAlarm')}
            </Link>
          )}
          <Link to="/command/room/$id" params={{ id: i.id }} data-do="room">
            {t('room.open')}
          </Link>
          <Link to="/desk/cases/$id" params={{ id: i.id }}>
            {t('incident.openCase')}
          </Link>
          <IncidentReports incident={i.id} known={i.opened_at} />
          <IncidentAfter incident={i.id} />
          <Similar incident={i.id} />
        </div>
        {i.summary && <p className="summary">{i.summary}</p>}
        {i.closing && (
          <p className="summary">
            <b>{t('incident.closing')}</b> {i.closing}
          </p>
        )}
      </div>
      <div className="clock">
        <span className="faint">{t(i.closed ? 'incident.closedAt' : 'incident.clock')}</span>
        <b>{i.closed ? <TimeText at={i.changed_at} style="short" /> : <Since at={i.opened_at} bare />}</b>
      </div>
      <div className="next">
        <span className="faint">{t('incident.nextStep')}</span>
        <ActPanel caseId={i.id} acts={d.acts.filter((a) => !ofResponse.has(a.act))} known={i} />
      </div>
    </header>
  );
}
