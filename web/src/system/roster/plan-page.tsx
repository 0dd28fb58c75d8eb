import './duty.css';
import { RedoOutlined, UndoOutlined } from '@ant-design/icons';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { App, Button, Modal } from 'antd';
import { useEffect, useReducer, useState } from 'react';
import { api, body } from '@/api/client';
import { draftOf, draftQuery, formsQuery, rostersQuery, shiftsQuery, type Cell, type Draft, type RosterItem } from '@/api/duty';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { MonthField } from '@/kit/day-field';
import { PageHead, Panel } from '@/kit/page';
import { errorSentence, Failed, Loaded, Loading, Nothing } from '@/kit/states';
import { shanghai } from '@/kit/time';
import { monthBefore, noPlan, plan } from './draft';
import { FillDialog, type People } from './fill-dialog';
import { monthSpan } from './month';
import { PlanSide } from './plan-side';
import { PlanTable } from './plan-table';
import { useAct } from './use-act';

type Search = { roster?: string; month?: string };
const store = (roster: string, month: string) => `anlan.plan.${roster}.${month}`;

/** 排班: a month of a roster as a draft, that is filled, changed cell by cell, checked and published. */
export default function PlanPage() {
  const { t } = useT();
  const go = useNavigate();
  const f: Search = useSearch({ from: '/duty/plan' });
  const may = useMay('duty.roster.keep');
  const rosters = useQuery(rostersQuery);
  const roster = rosters.data?.find((r) => r.id === f.roster);
  const month = f.month ?? shanghai(Date.now(), 'day').slice(0, 7);
  if (!may) return <Nothing title={t('kit.denied')} hint={t('duty.planDenied')} />;
  return (
    <Loaded of={rosters}>
      {() =>
        roster ? (
          <Planner key={`${roster.id} ${month}`} roster={roster} month={month} onMonth={(m) => void go({ to: '/duty/plan', search: { roster: roster.id, month: m }, replace: true })} />
        ) : (
          <Nothing title={t('duty.rosterNone')} action={<Link to="/duty/roster">{t('duty.roster')}</Link>} />
        )
      }
    </Loaded>
  );
}

/** What was drafted before and not published, kept by this browser. */
function remembered(key: string): Cell[] | undefined {
  try {
    const cells = JSON.parse(localStorage.getItem(key) ?? '') as Cell[];
    return Array.isArray(cells) && cells.length > 0 ? cells : undefined;
  } catch {
    return undefined;
  }
}

function Planner({ roster, month, onMonth }: { roster: RosterItem; month: string; onMonth: (m: string) => void }) {
  const { t } = useT();
  const { message } = App.useApp();
  const go = useNavigate();
  const [from, to] = monthSpan(month);
  const key = store(roster.id, month);
  const stored = useQuery(shiftsQuery(roster.id, from, to));
  const forms = useQuery(formsQuery);
  const [p, act] = useReducer(plan, noPlan);
  const [begun, setBegun] = useState(false);
  const [filling, setFilling] = useState(false);
  const [asking, setAsking] = useState(false);
  const [busy, save] = useAct();
  // The server makes the grid whole: every turn of the month, those of nobody too.
  const first = useQuery({ ...draftQuery(roster.id, { from, to, cells: stored.data?.shifts.map((s) => ({ day: s.day, role: s.role, slot: s.slot, contact: s.contact })) ?? [] }), enabled: !begun && stored.isSuccess });
  useEffect(() => {
    if (begun || !first.data) return;
    act({ do: 'load', cells: first.data.cells });
    const draft = remembered(key);
    if (draft?.length === first.data.cells.length) {
      act({ do: 'fill', cells: draft });
      void message.info(t('duty.draftKept'));
    }
    setBegun(true);
  }, [begun, first.data, key, message, t]);
  const dirty = p.past.length > 0;
  useEffect(() => {
    if (!begun) return;
    if (dirty) localStorage.setItem(key, JSON.stringify(p.cells));
    else localStorage.removeItem(key);
  }, [begun, dirty, key, p.cells]);
  const checked = useQuery({ ...draftQuery(roster.id, { from, to, cells: p.cells }), enabled: begun, placeholderData: keepPreviousData });
  const draft = checked.data;

  const fill = async (how: { copy?: string } & Partial<People>) => {
    try {
      act({ do: 'fill', cells: (await draftOf(roster.id, { from, to, ...how })).cells });
      setFilling(false);
    } catch (e) {
      void message.error(errorSentence(e, t), 8);
    }
  };
  const publish = async (d: Draft) => {
    const ok = await save(
      () => body(api.PUT('/api/duty/rosters/{id}/shifts', { params: { path: { id: roster.id } }, body: { from, to, version: d.version, cells: p.cells } })),
      t('duty.published'),
    );
    if (!ok) return;
    localStorage.removeItem(key);
    void go({ to: '/duty/roster', search: { roster: roster.id, month } });
  };
  if (stored.error) return <Failed error={stored.error} again={() => void stored.refetch()} />;
  if (first.error) return <Failed error={first.error} again={() => void first.refetch()} />;
  if (checked.error && !draft) return <Failed error={checked.error} again={() => void checked.refetch()} />;
  if (!draft || !forms.data) return <Loading />;
  const pattern = forms.data.patterns.find((x) => x.name === roster.pattern);
  const gaps = draft.warnings.filter((w) => w.kind === 'gap').length;
  return (
    <div data-plan>
      <PageHead title={t('duty.planOf', { title: roster.title })} note={t(dirty ? 'duty.draftChanged' : 'duty.draftSame')}>
        <Button onClick={() => setFilling(true)} data-do="fill">
          {t('duty.fillByTurns')}
        </Button>
        <Button onClick={() => void fill({ copy: monthBefore(month) })} data-do="copy">
          {t('duty.copyLast')}
        </Button>
        <Button icon={<UndoOutlined />} disabled={!dirty} onClick={() => act({ do: 'undo' })} data-do="undo">
          {t('onemap.undo')}
        </Button>
        <Button icon={<RedoOutlined />} disabled={p.future.length === 0} aria-label={t('onemap.redo')} onClick={() => act({ do: 'redo' })} />
        <Button type="primary" disabled={!dirty || checked.isPlaceholderData} loading={busy} onClick={() => (draft.warnings.length > 0 ? setAsking(true) : void publish(draft))} data-do="publish">
          {t('duty.publish')}
        </Button>
      </PageHead>
      <div className="filters">
        <MonthField value={month} onChange={onMonth} label={t('duty.month')} />
        <Link to="/duty/roster" search={{ roster: roster.id, month }}>
          {t('duty.roster')}
        </Link>
        <span className="faint">{t('duty.planKeys')}</span>
        {draft.guessed && <span className="tag warn-gap">{t('duty.guessed')}</span>}
      </div>
      <div className="posts-grid plan-grid">
        <Panel>{pattern && <PlanTable draft={draft} cells={p.cells} pattern={pattern} act={act} />}</Panel>
        <PlanSide draft={draft} cells={p.cells} />
      </div>
      {filling && <FillDialog roster={roster} onFill={(people) => void fill(people)} onClose={() => setFilling(false)} />}
      <Modal open={asking} title={t('duty.publishAsk', { n: draft.warnings.length })} okText={t('duty.publishAnyway')} confirmLoading={busy} onOk={() => void publish(draft).finally(() => setAsking(false))} onCancel={() => setAsking(false)}>
        <p>{gaps > 0 ? t('duty.publishGaps', { n: gaps }) : t('duty.publishHint')}</p>
      </Modal>
    </div>
  );
}
