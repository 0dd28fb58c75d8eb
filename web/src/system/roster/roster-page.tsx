import './duty.css';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Checkbox, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { onDutyQuery, rostersQuery, shiftsQuery, type RosterView } from '@/api/duty';
import { useT } from '@/i18n/desk';
import { PageHead, Panel } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { shanghai } from '@/kit/time';
import { RosterCalendar } from './roster-calendar';
import { FairTable, Notes, Swaps } from './roster-side';
import { useAct } from './use-act';
import { OnDutyList } from './who-parts';

type Search = { roster?: string; month?: string };

/** The first and the last day of a month. */
export function monthSpan(month: string): [string, string] {
  const [y, m] = month.split('-').map(Number) as [number, number];
  return [`${month}-01`, `${month}-${String(new Date(Date.UTC(y, m, 0)).getUTCDate()).padStart(2, '0')}`];
}

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
  const [planning, setPlanning] = useState(false);
  const set = (next: Search) => void go({ to: '/duty/roster', search: { ...f, ...next }, replace: true });
  return (
    <>
      <PageHead title={t('duty.roster')} note={view.data?.roster.unit}>
        {view.data?.keeper && <Button type="primary" onClick={() => setPlanning(true)}>{t('duty.plan')}</Button>}
        {id && <Button href={`/api/duty/rosters/${id}/print?month=${month}`} target="_blank">{t('duty.print')}</Button>}
      </PageHead>
      <div className="filters">
        <Select value={id || undefined} onChange={(roster) => set({ roster })} loading={rosters.isPending} aria-label={t('duty.roster')} style={{ minWidth: 220 }} options={list.map((r) => ({ value: r.id, label: r.title }))} />
        <Input type="month" value={month} onChange={(e) => set({ month: e.target.value || undefined })} aria-label={t('duty.month')} style={{ width: 150 }} />
      </div>
      <Loaded of={rosters}>
        {(all) =>
          all.length === 0 ? (
            <Nothing title={t('duty.rosterNone')} hint={t('duty.rosterNoneHint')} />
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
      {planning && view.data && <PlanDialog view={view.data} from={from} to={to} onClose={() => setPlanning(false)} />}
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

function PlanDialog({ view, from, to, onClose }: { view: RosterView; from: string; to: string; onClose: () => void }) {
  const { t } = useT();
  const [span, setSpan] = useState({ from, to });
  const [again, setAgain] = useState(false);
  const [busy, act] = useAct();
  const plan = async () => {
    const ok = await act(() => body(api.POST('/api/duty/rosters/{id}/plan', { params: { path: { id: view.roster.id } }, body: { ...span, again } })));
    if (ok) onClose();
  };
  return (
    <Modal open title={`${t('duty.plan')}：${view.roster.title}`} okText={t('duty.plan')} confirmLoading={busy} onOk={() => void plan()} onCancel={onClose}>
      <p className="faint">{t('duty.planHint')}</p>
      <div className="filters">
        <Input type="date" value={span.from} onChange={(e) => setSpan({ ...span, from: e.target.value })} aria-label={t('duty.from')} style={{ width: 160 }} />–
        <Input type="date" value={span.to} onChange={(e) => setSpan({ ...span, to: e.target.value })} aria-label={t('duty.lastDay')} style={{ width: 160 }} />
      </div>
      <Checkbox checked={again} onChange={(e) => setAgain(e.target.checked)}>
        {t('duty.planAgain')}
      </Checkbox>
    </Modal>
  );
}
