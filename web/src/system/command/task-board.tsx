import type { Task } from '@/api/types';
import { useT } from '@/i18n/desk';
import { Nothing } from '@/kit/states';
import { Countdown, TimeText } from '@/kit/time-text';

/** How far a task is: sent, accepted, arrived, done. */
export function TaskSteps({ task: x }: { task: Task }) {
  const { t } = useT();
  const steps = [
    { word: t('incident.sent'), at: x.opened_at },
    { word: t('incident.accepted'), at: x.accepted_at },
    { word: t('incident.arrived'), at: x.arrived_at },
    { word: t('incident.doneState'), at: x.done_at },
  ];
  return (
    <ol className="steps">
      {steps.map((s) => (
        <li key={s.word} className={s.at ? 'done' : ''}>
          <span>
            {s.at && <span aria-hidden="true">✓ </span>}
            {s.word}
          </span>
          {s.at && <TimeText at={s.at} style="clock" />}
        </li>
      ))}
    </ol>
  );
}

/** The tasks of an incident with their state, open ones first. */
export function TaskBoard({ tasks }: { tasks: Task[] }) {
  const { t, say } = useT();
  if (tasks.length === 0) return <Nothing title={t('incident.noTasks')} hint={t('incident.noTasksHint')} />;
  const rows = tasks.toSorted((a, b) => Number(Boolean(a.closed)) - Number(Boolean(b.closed)) || b.opened_at.localeCompare(a.opened_at));
  return (
    <ul className="cards">
      {rows.map((x) => (
        <li key={x.id} className="card" data-task={x.id} data-stage={x.stage}>
          <div className="row">
            <b className="grow clip">{x.title}</b>
            <span className="tag tag-plain">{say(x.stage_title) || x.stage}</span>
            {!x.closed && !x.arrived_at && x.due && <Countdown at={x.due} />}
          </div>
          <div className="faint clip">
            {x.team_name || x.team} {x.assignee_name} {x.detail && `· ${x.detail}`}
          </div>
          <TaskSteps task={x} />
        </li>
      ))}
    </ul>
  );
}
