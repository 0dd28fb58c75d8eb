import { Segmented, Table } from 'antd';
import { useState } from 'react';
import { levels, type Level, type Plan, type PlanView } from '@/api/plan';
import { useT } from '@/i18n/desk';
import { Panel } from '@/kit/page';
import { Nothing } from '@/kit/states';

type Task = NonNullable<Plan['tasks']>[number];

const rank = (l?: string) => Math.max(0, levels.indexOf((l || 'IV') as Level));

/** When each task begins at the earliest: after the latest end of those before it. */
function starts(tasks: Task[]): Map<string, number> {
  const out = new Map<string, number>();
  const byId = new Map(tasks.map((x) => [x.id, x]));
  const from = (x: Task, depth: number): number => {
    const known = out.get(x.id);
    if (known !== undefined || depth > tasks.length) return known ?? 0;
    let at = 0;
    for (const a of x.after ?? []) {
      const b = byId.get(a);
      if (b) at = Math.max(at, from(b, depth + 1) + b.minutes);
    }
    out.set(x.id, at);
    return at;
  };
  for (const x of tasks) from(x, 0);
  return out;
}

/** The tasks of a level over time, and as a list. */
export function Tasks({ v }: { v: PlanView }) {
  const { t } = useT();
  const have = (v.plan.levels ?? []).map((l) => l.level as string as Level);
  const [level, setLevel] = useState<Level>(have.at(-1) ?? 'I');
  const tasks = (v.plan.tasks ?? []).filter((x) => rank(x.level) <= rank(level));
  const at = starts(tasks);
  const end = Math.max(1, ...tasks.map((x) => (at.get(x.id) ?? 0) + x.minutes));
  const groups = new Map((v.plan.groups ?? []).map((g) => [g.id, g.title]));
  const when = (x: Task) => {
    const start: string = x.start;
    if (start === 'after') return t('plan.startAfter', { list: (x.after ?? []).join('、') });
    if (start === 'met') return t('plan.startMet', { when: x.when ?? '' });
    return t(start === 'ordered' ? 'plan.startOrdered' : 'plan.startNow');
  };
  if (!v.plan.tasks?.length) return <Nothing />;
  return (
    <div className="stack">
      <Panel title={t('plan.timeline')} extra={<Segmented<Level> size="small" value={level} onChange={setLevel} options={have} aria-label={t('plan.level')} />}>
        <div className="plan-bars">
          {tasks.map((x) => {
            const left = ((at.get(x.id) ?? 0) / end) * 100;
            return (
              <div key={x.id} className="plan-bar">
                <span>{x.title} <span className="faint">{groups.get(x.group)}</span></span>
                <div className="track">
                  <div className="fill" style={{ left: `${left}%`, width: `${(x.minutes / end) * 100}%` }} />
                  <span className="end num">{(at.get(x.id) ?? 0) + x.minutes}</span>
                </div>
              </div>
            );
          })}
        </div>
      </Panel>
      <Panel>
        <Table<Task>
          size="middle"
          rowKey="id"
          dataSource={v.plan.tasks ?? []}
          pagination={false}
          scroll={{ x: 'max-content' }}
          columns={[
            { title: '#', render: (_, x) => <span className="num faint">{x.id}</span> },
            { title: t('plan.tasks'), render: (_, x) => <><b>{x.title}</b>{x.detail && <div className="faint">{x.detail}</div>}{v.from[`tasks/${x.id}`] && <div className="faint">{t('plan.inherited', { code: v.from[`tasks/${x.id}`] ?? '' })}</div>}</> },
            { title: t('plan.lead'), render: (_, x) => groups.get(x.group) ?? x.group },
            { title: t('plan.from'), render: (_, x) => x.level || 'IV' },
            { title: t('plan.starts'), render: (_, x) => when(x) },
            { title: t('plan.limit'), align: 'right', render: (_, x) => <span className="num">{t('plan.within', { n: x.minutes })}</span> },
          ]}
        />
      </Panel>
    </div>
  );
}
