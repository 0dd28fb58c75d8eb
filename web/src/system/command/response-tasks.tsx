import { Button } from 'antd';
import { useState } from 'react';
import type { GivenOrder, ResponseView } from '@/api/response';
import type { IncidentDetail, Task } from '@/api/types';
import { useT } from '@/i18n/desk';
import { perform } from '@/kit/act-panel';
import { Countdown, TimeText } from '@/kit/time-text';
import { useActing } from '@/kit/use-act';
import { TaskBoard } from './task-board';

/** The tasks of the plans that run, by group, with their clocks: those given, those that wait, the notices to be given; then tasks given by hand. */
export function ResponseTasks({ d, view }: { d: IncidentDetail; view: ResponseView }) {
  const { t } = useT();
  const tasks = new Map((d.tasks ?? []).map((x) => [x.id, x]));
  const orders = ['task', 'team', 'notice'].flatMap((kind) => view.orders.filter((o) => o.kind === kind));
  const groups = new Map<string, GivenOrder[]>();
  for (const o of orders) {
    const group = o.kind === 'notice' ? t('response.notices') : o.kind === 'team' ? t('response.goods') : o.group;
    groups.set(group, [...(groups.get(group) ?? []), o]);
  }
  const planned = new Set(orders.map((o) => o.case));
  const rest = [...tasks.values()].filter((x) => !planned.has(x.id));
  const may = new Map(d.acts.map((a) => [a.act, a.allowed]));
  return (
    <div className="stack">
      {[...groups].map(([group, list]) => (
        <section key={group}>
          <h3 className="response-group">
            {group} <span className="faint">{list.length}</span>
          </h3>
          <ul className="cards">
            {list.map((o) => (
              <OrderCard key={o.id} o={o} task={tasks.get(o.case)} d={d} may={may} />
            ))}
          </ul>
        </section>
      ))}
      {rest.length > 0 && (
        <section>
          <h3 className="response-group">{t('response.byHand')}</h3>
          <TaskBoard tasks={rest} timeline={d.timeline} />
        </section>
      )}
    </div>
  );
}

function OrderCard({ o, task, d, may }: { o: GivenOrder; task?: Task; d: IncidentDetail; may: Map<string, boolean> }) {
  const { t, say } = useT();
  if (task) return <TaskBoard tasks={[task]} timeline={d.timeline} bare />;
  const waits = o.state === 'waiting' || o.state === 'held';
  const act = o.state === 'open' && may.get('told') ? 'told' : waits && may.get('order') ? 'order' : undefined;
  const dueAt = o.state === 'open' ? o.due_at : undefined;
  return (
    <li className="card" data-order={o.id} data-state={o.state}>
      <div className="row">
        <b className="grow clip">{o.title}</b>
        {o.state === 'told' && (
          <span className="tag tag-ok">
            {t('response.told')} <TimeText at={o.done_at} style="clock" />
          </span>
        )}
        {waits && <span className="tag tag-plain">{t(o.state === 'held' ? 'response.held' : 'response.waiting')}</span>}
        {o.state === 'dropped' && <span className="tag tag-plain">{t('response.dropped')}</span>}
        {dueAt && <Countdown at={dueAt} />}
        {act && <OneAct incident={d.incident.id} act={act} order={o.id} />}
      </div>
      <div className="faint">{o.text}</div>
      {o.missing.zh !== '' && <div className="nobody">{say(o.missing)}</div>}
      {o.note && <div className="soft">{o.note}</div>}
    </li>
  );
}

const presses = { told: ['response.told', 'response.toldDone'], order: ['response.order', 'response.ordered'], answered: ['response.present', 'response.presentDone'] } as const;

/** Gives a task that waits, notes that a notice was given, or that somebody was reached: one press. */
export function OneAct({ incident, act, order }: { incident: string; act: keyof typeof presses; order: string }) {
  const { t } = useT();
  const [, doing] = useActing();
  const [busy, setBusy] = useState(false);
  const go = async () => {
    setBusy(true);
    await doing(() => perform(incident, act, { order }), t(presses[act][1]));
    setBusy(false);
  };
  return (
    <Button size="small" loading={busy} data-act={act} onClick={() => void go()}>
      {t(presses[act][0])}
    </Button>
  );
}
