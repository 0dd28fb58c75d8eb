import type { Task } from '@/api/types';
import { useT } from '@/i18n/phone';
import { shanghai } from '@/kit/time';
import { expected } from './expect';
import { useOutbox, type Tasks } from './store';

export function TaskList({ tasks, onOpen }: { tasks: Tasks; onOpen: (id: string) => void }) {
  const { t } = useT();
  const outbox = useOutbox();
  if (!tasks.tasks) return <div className="wait" role="status" />;
  const all = tasks.tasks.map((x) => ({ x, e: expected(x, outbox, tasks.procedure) }));
  const open = all.filter((r) => !r.e.closed);
  const past = all.filter((r) => r.e.closed).slice(0, 10);
  return (
    <>
      {open.length === 0 && (
        <div className="none">
          <b>{t('mobile.none')}</b>
          <span>{t('mobile.noneHint')}</span>
        </div>
      )}
      {open.map(({ x, e }) => (
        <Card key={x.id} task={x} stage={e.stageTitle} waiting={outbox.some((o) => o.task === x.id)} onOpen={() => onOpen(x.id)} />
      ))}
      {past.length > 0 && <h2>{t('mobile.past')}</h2>}
      {past.map(({ x, e }) => (
        <Card key={x.id} task={x} stage={e.stageTitle} past onOpen={() => onOpen(x.id)} />
      ))}
      {tasks.at > 0 && <p className="stale">{t('mobile.stale', { at: shanghai(tasks.at, 'clock') })}</p>}
    </>
  );
}

function Card(props: { task: Task; stage: Task['stage_title']; past?: boolean; waiting?: boolean; onOpen: () => void }) {
  const { t, say } = useT();
  const x = props.task;
  const late = !props.past && x.due_at && x.stage !== 'arrived' && Date.parse(x.due_at) < Date.now();
  return (
    <button type="button" className={`card ${props.past ? 'past' : ''}`} onClick={props.onOpen} data-task={x.id}>
      <span className="card-top">
        <b>{x.title}</b>
        <span className={`stage stage-${x.stage}`}>{say(props.stage)}</span>
      </span>
      {x.task.detail && <span className="card-text">{x.task.detail}</span>}
      <span className="card-foot">
        {x.due_at ? t('mobile.due', { at: shanghai(x.due_at, 'short') }) : shanghai(x.opened_at, 'short')}
        {late && <b className="late">{t('mobile.overdue')}</b>}
        {props.waiting && <b className="waiting">{t('mobile.queued')}</b>}
      </span>
    </button>
  );
}
