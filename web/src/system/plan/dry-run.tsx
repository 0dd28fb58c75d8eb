import { useQuery } from '@tanstack/react-query';
import { Segmented, Select } from 'antd';
import { useState } from 'react';
import { levels, ordersQuery, type Condition, type Level, type Order, type PlanView } from '@/api/plan';
import { useT, type Key } from '@/i18n/desk';
import { Panel } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';

const kinds: [Order['kind'], Key][] = [
  ['group', 'plan.group'], ['call', 'plan.call'], ['notice', 'plan.notice'], ['task', 'plan.task'], ['team', 'plan.teamOrder'], ['need', 'plan.need'], ['asset', 'plan.asset'], ['checklist', 'plan.checklist'], ['card', 'plan.card'],
];
const weather: Condition[] = ['rain', 'snow', 'wind', 'heat', 'cold', 'night'];

/** What the plan would bring about at a level; with one that runs already, only what is new. */
export function DryRun({ v }: { v: PlanView }) {
  const { t, say } = useT();
  const have = levels.filter((l) => v.plan.levels?.some((x) => (x.level as string) === l));
  const [level, setLevel] = useState<Level>(have[0] ?? 'IV');
  const [since, setSince] = useState<Level | ''>('');
  const [conditions, setConditions] = useState<Condition[]>([]);
  const below = have.slice(0, have.indexOf(level));
  const run = useQuery(ordersQuery(v.version.code, level, below.includes(since as Level) ? since : '', conditions));
  return (
    <div className="stack">
      <p className="faint" style={{ margin: 0 }}>{t('plan.dryHint')}</p>
      <div className="filters">
        <span>{t('plan.level')}</span>
        <Segmented<Level> value={level} onChange={setLevel} options={have} />
        <span>{t('plan.since')}</span>
        <Select<Level | ''> aria-label={t('plan.since')} style={{ width: 120 }} value={below.includes(since as Level) ? since : ''} onChange={setSince} options={[{ value: '' as const, label: t('plan.notYet') }, ...below.map((l) => ({ value: l, label: l }))]} />
        <Select<Condition[]> aria-label={t('plan.conditions')} mode="multiple" allowClear style={{ minWidth: 160 }} placeholder={t('plan.conditions')} value={conditions} onChange={setConditions} options={weather.map((w) => ({ value: w, label: t(`plan.${w}`) }))} />
      </div>
      <Loaded of={run}>
        {(d) =>
          d.added.length === 0 ? (
            <Nothing />
          ) : (
            <>
              <p style={{ margin: 0 }}><b>{t('plan.orders', { n: d.added.length })}</b></p>
              {kinds.map(([kind, key]) => {
                const list = d.added.filter((o) => o.kind === kind);
                return list.length === 0 ? null : (
                  <Panel key={kind} title={`${t(key)} ${list.length}`}>
                    <ul className="plan-orders" data-orders={kind}>
                      {list.map((o) => (
                        <li key={o.id}>
                          <span>
                            <b>{o.title}</b> {o.amount > 0 && <span className="num">{o.amount} {o.unit}</span>} {o.group && <span className="faint">{o.group}</span>}
                          </span>
                          <span className="faint">{o.minutes > 0 && `${t('plan.within', { n: o.minutes })} · `}{say(o.reason)}</span>
                        </li>
                      ))}
                    </ul>
                  </Panel>
                );
              })}
            </>
          )
        }
      </Loaded>
    </div>
  );
}
