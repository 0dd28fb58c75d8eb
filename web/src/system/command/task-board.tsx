import type { Task, TimelineEntry } from '@/api/types';
import { useT } from '@/i18n/desk';
import { ActPanel } from '@/kit/act-panel';
import { Nothing } from '@/kit/states';
import { Countdown, TimeText } from '@/kit/time-text';

const way = [
  { stage: 'assigned', act: 'open', word: 'incident.sent' },
  { stage: 'accepted', act: 'accept', word: 'incident.accepted' },
  { stage: 'departed', act: 'depart', word: 'incident.departed' },
  { stage: 'arrived', act: 'arrive', word: 'incident.arrived' },
  { stage: 'done', act: 'done', word: 'incident.doneState' },
] as const;

/** How far a task is: sent, accepted, on the way, arrived, done; with the times when the timeline is given. */
export function TaskSteps({ task: x, timeline }: { task: Task; timeline?: TimelineEntry[] }) {
  const { t } = useT();
  const reached = way.findIndex((s) => s.stage === (x.stage === 'blocked' ? 'accepted' : x.stage));
  const at = (act: string) =>
    act === 'open' ? x.opened_at : timeline?.find((e) => e.object === x.id && e.action.endsWith(`.${act}`))?.at;
  return (
    <ol className="steps">
      {way.map((s, i) => {
        const done = i <= reached || at(s.act) !== undefined;
        return (
          <li key={s.stage} className={done ? 'done' : ''}>
            <span>
              {done && <span aria-hidden="true">✓ </span>}
              {t(s.word)}
            </span>
            {done && at(s.act) && <TimeText at={at(s.act)} style="clock" />}
          </li>
        );
      })}
    </ol>
  );
}

/** The tasks of an incident with their state, open ones first. Bare, they are items of a list around them. */
export function TaskBoard({ tasks, timeline, bare }: { tasks: Task[]; timeline: TimelineEntry[]; bare?: boolean }) {
  const { t, say } = useT();
  if (tasks.length === 0) return <Nothing title={t('incident.noTasks')} hint={t('incident.noTasksHint')} />;
  const rows = tasks.toSorted((a, b) => Number(a.closed) - Number(b.closed) || b.opened_at.localeCompare(a.opened_at));
  const cards = rows.map((x) => (
        <li key={x.id} className="card" data-task={x.id} data-stage={x.stage}>
          <div className="row">
            <b className="grow clip">{x.title}</b>
            <span className="tag tag-plain">{say(x.stage_title)}</span>
            {!x.closed && x.stage !== 'arrived' && x.due_at && <Countdown at={x.due_at} />}
          </div>
          <div className="faint clip">
            {[...new Set([x.task.team_name, x.assignee_name])].filter(Boolean).join(' ')} {x.task.detail && `· ${x.task.detail}`}
          </div>
          <TaskSteps task={x} timeline={timeline} />
          {x.task.result && <div className="soft">{x.task.result}</div>}
          {x.acts.some((a) => a.allowed) && (
            <div className="task-acts">
              <ActPanel caseId={x.id} acts={x.acts.filter((a) => a.allowed)} size="small" quiet />
            </div>
          )}
        </li>
      ));
  return bare ? <>{cards}</> : <ul className="cards">{cards}</ul>;
}
