import './plan.css';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { lintQuery } from '@/api/plan';
import { useT } from '@/i18n/desk';
import { PageHead, Panel } from '@/kit/page';
import { Loaded } from '@/kit/states';
import { DefectList } from './parts';

const step = 50;

/** Could the plans run tonight? Every defect in sight, by rule and area, each with the page on which it is mended. */
export default function LintPage() {
  const { t, say } = useT();
  const go = useNavigate();
  const search: { area?: string; rule?: string } = useSearch({ from: '/command/plan-lint' });
  const [most, setMost] = useState(step);
  const lint = useQuery(lintQuery({ area: search.area || undefined, rule: search.rule || undefined, limit: most }));
  const set = (change: { area?: string; rule?: string }) => {
    setMost(step);
    void go({ to: '/command/plan-lint', search: { ...search, ...change }, replace: true });
  };
  return (
    <>
      <PageHead title={t('plan.lintTitle')} note={t('plan.legend')} />
      <Loaded of={lint}>
        {(d) => (
          <div className="plan-lint">
            <div className="stack">
              <Panel title={t('plan.byRule')}>
                <Side all={t('plan.allRules')} value={search.rule ?? ''} onChange={(rule) => set({ rule })} options={d.rules.map((r) => ({ value: r.name, label: say(r.title), count: r.count, bad: r.stopper }))} />
              </Panel>
              <Panel title={t('plan.byArea')}>
                <Side all={t('plan.inScope')} value={search.area ?? ''} onChange={(area) => set({ area })} options={d.areas.map((a) => ({ value: a.area, label: a.name, count: a.count, bad: a.stopped > 0 }))} />
              </Panel>
            </div>
            <Panel title={t('plan.shown', { n: d.items.length, total: d.total })}>
              <DefectList items={d.items} named />
              {d.items.length < d.total && (
                <Button block loading={lint.isFetching} onClick={() => setMost(most + 2 * step)}>
                  {t('plan.more')}
                </Button>
              )}
            </Panel>
          </div>
        )}
      </Loaded>
    </>
  );
}

interface SideOption {
  value: string;
  label: string;
  count: number;
  bad: boolean;
}

function Side(props: { all: string; value: string; options: SideOption[]; onChange: (v: string) => void }) {
  return (
    <div className="plan-side">
      <button type="button" className={props.value === '' ? 'on' : ''} aria-pressed={props.value === ''} onClick={() => props.onChange('')}>
        <span>{props.all}</span>
      </button>
      {props.options.map((o) => (
        <button key={o.value} type="button" className={props.value === o.value ? 'on' : ''} aria-pressed={props.value === o.value} onClick={() => props.onChange(o.value)}>
          <span>{o.label}</span>
          <b className={o.bad && o.count > 0 ? 'num overdue' : 'num'}>{o.count}</b>
        </button>
      ))}
    </div>
  );
}
