import './duty.css';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { onDutyQuery, rostersQuery, shiftsQuery, type RosterItem, type RosterView } from '@/api/duty';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { MonthField } from '@/kit/day-field';
import { PageHead, Panel } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { shanghai } from '@/kit/time';
import { monthSpan } from './month';
import { RosterCalendar } from './roster-calendar';
import { RosterDialog } from './roster-dialog';
import { FairTable, Notes, Swaps } from './roster-side';
import { OnDutyList } from './who-parts';

type Search = { roster?: string; month?: string };

/** 值班表: a month of shifts, who is on now, swaps and hand-over notes. */
export default function RosterPage() {
  const { t } = useT();
  const go = useNavigate();
  const f: Search = useSearch({ from: '/duty/roster' });
  const rosters = useQuery(rostersQuery);
  const list = rosters.data ?? [];
  const id = f.roster ?? list[0]?.id ?? '';
  const month = f.month ?? shanghai(Date.now(), 'day').slice(0, 7);
  const [from, to] = monthSpan(month);
  const view = useQuery(shiftsQuery(id, from, to));
  const area = list.find((r) => r.id === id)?.area;
  const now = useQuery({ ...onDutyQuery(area), enabled: !!area });
  const [editing, setEditing] = useState<RosterItem | 'new'>();
  const mayKeep = useMay('duty.roster.keep');
  const set = (next: Search) => void go({ to: '/duty/roster', search: { ...f, ...next }, replace: true });
  return (
    <>
      <PageHead title={t('duty.roster')} note={view.data?.roster.unit}>
        {view.data?.keeper && (
          <Button type="primary" onClick={() => void go({ to: '/duty/plan', search: { roster: id, month } })} data-do="plan">
            {t('duty.plan')}
          </Button>
        )}
        {mayKeep && id && view.data?.keeper && <Button onClick={() => setEditing(list.find((r) => r.id === id))}>{t('duty.rosterEdit')}</Button>}
        {mayKeep && (
          <Button onClick={() => setEditing('new')} data-do="new-roster">
            {t('duty.rosterNew')}
          </Button>
        )}
        {id && <Button href={`/api/duty/rosters/${id}/table?month=${month}`}>{t('duty.export')}</Button>}
        {id && <Button href={`/api/duty/rosters/${id}/print?month=${month}`} target="_blank">{t('duty.print')}</Button>}
      </PageHead>
      <div className="filters">
        <Select value={id || undefined} onChange={(roster) => set({ roster })} loading={rosters.isPending} aria-label={t('duty.roster')} style={{ minWidth: 220 }} options={list.map((r) => ({ value: r.id, label: r.title }))} />
        <MonthField value={month} onChange={(m) => set({ month: m })} label={t('duty.month')} />
      </div>
      <Loaded of={rosters}>
        {(all) =>
          all.length === 0 ? (
            <Nothing title={t('duty.rosterNone')} hint={t('duty.rosterNoneHint')} action={mayKeep && <Button type="primary" onClick={() => setEditing('new')}>{t('duty.rosterNew')}</Button>} />
          ) : (
            <div className="posts-grid">
              <Panel>
                <Loaded of={view}>{(v) => <RosterCalendar view={v} month={month} />}</Loaded>
              </Panel>
              <div className="stack">
                <Panel title={t('duty.onDuty')}>
                  <Loaded of={now}>{(n) => <OnDutyList list={n.items} phones={n.phones} masked={n.masked} />}</Loaded>
                </Panel>
                {view.data && <Side view={view.data} />}
              </div>
            </div>
          )
        }
      </Loaded>
      {editing && <RosterDialog roster={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} onDone={(roster) => set({ roster })} />}
    </>
  );
}

function Side({ view }: { view: RosterView }) {
  const { t } = useT();
  return (
    <>
      <Panel title={t('duty.notes')}>
        <Notes view={view} />
      </Panel>
      <Panel title={t('duty.swaps')}>
        <Swaps view={view} />
      </Panel>
      <Panel title={t('duty.fair')}>
        <FairTable view={view} />
      </Panel>
    </>
  );
}
