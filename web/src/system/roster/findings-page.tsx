import './duty.css';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import { findingCountsQuery, findingsQuery, formsQuery, type Fault } from '@/api/duty';
import { useT } from '@/i18n/desk';
import { useAreaName } from '@/kit/area-name';
import { PageHead, Panel } from '@/kit/page';
import { Loaded } from '@/kit/states';
import { FaultList } from './fault-list';

type Search = { area?: string; kind?: string };

/** 责任体检: what the machine found to be wrong, by kind and by district. */
export default function FindingsPage() {
  const { t, say } = useT();
  const go = useNavigate();
  const f: Search = useSearch({ from: '/duty/findings' });
  const set = (next: Search) => void go({ to: '/duty/findings', search: { ...f, ...next }, replace: true });
  const forms = useQuery(formsQuery);
  const counts = useQuery(findingCountsQuery());
  const faults = useQuery(findingsQuery(f.area, f.kind as Fault['kind'] | undefined));
  const areaName = useAreaName();
  const kinds = Object.entries(counts.data?.kinds ?? {}).toSorted(([, a], [, b]) => b - a);
  return (
    <>
      <PageHead title={t('duty.findings')} note={t('duty.findingsNote')} />
      <div className="filters">
        <Button type={f.kind ? 'default' : 'primary'} size="small" onClick={() => set({ kind: undefined })}>
          {t('duty.allKinds')} {counts.data?.total}
        </Button>
        {kinds.map(([kind, n]) => (
          <Button key={kind} size="small" type={f.kind === kind ? 'primary' : 'default'} onClick={() => set({ kind })}>
            {say(forms.data?.finding_kinds[kind]) || kind} {n}
          </Button>
        ))}
        {f.area && (
          <Button size="small" onClick={() => set({ area: undefined })}>
            {areaName(f.area)} ×
          </Button>
        )}
      </div>
      <div className="posts-grid">
        <Panel extra={faults.data && <b className="num">{faults.data.total}</b>} title={t('duty.findings')}>
          <Loaded of={faults}>{(x) => <FaultList list={x.items} />}</Loaded>
        </Panel>
        <Panel title={t('duty.byArea')}>
          <Loaded of={counts}>
            {(c) => {
              const most = Math.max(1, ...c.areas.map((a) => a.total));
              return (
                <ul className="fault-bars">
                  {c.areas
                    .toSorted((a, b) => b.total - a.total)
                    .map((a) => (
                      <li key={a.area}>
                        <button type="button" className={f.area === a.area ? 'on' : ''} aria-pressed={f.area === a.area} onClick={() => set({ area: f.area === a.area ? undefined : a.area })}>
                          <span>{areaName(a.area)}</span>
                          <i style={{ width: `${(a.total / most) * 100}%` }} aria-hidden="true" />
                          <b className="num">{a.total}</b>
                        </button>
                      </li>
                    ))}
                </ul>
              );
            }}
          </Loaded>
        </Panel>
      </div>
    </>
  );
}
