import './stock.css';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Segmented, Select, Table } from 'antd';
import { forcesQuery, type Force, type ForceBoard, type ForceKind, type ForceOnly, type ForceQuery, type ForceState } from '@/api/force';
import { useT, type Key } from '@/i18n/desk';
import { AreaFilter, TextFilter } from '@/kit/filters';
import { count } from '@/kit/number';
import { PageHead } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { ForcePanel } from './force-panel';
import { ForceStateTag, stateWord, states, zoneWord } from './force-state';

const kinds: [ForceKind, Key][] = [['rescue-team', 'force.teams'], ['vehicle', 'force.vehicles'], ['expert', 'force.experts']];
const onlys: [ForceOnly, Key][] = [['stale', 'force.stale'], ['expired', 'force.expired'], ['soon', 'force.soon']];
const size = 50;

/** Who can be sent: how each force stands, why, and who said so. */
export default function ForcesPage() {
  const { t } = useT();
  const go = useNavigate();
  const s = useSearch({ from: '/command/forces' });
  const set = (change: Record<string, string | undefined>) => void go({ to: '/command/forces', search: { ...s, page: undefined, ...change }, replace: true });
  const kind = (s.kind as ForceKind | undefined) ?? 'rescue-team';
  const page = Number(s.page ?? 1);
  const query: ForceQuery = { kind, state: s.state as ForceState | undefined, zone: s.zone as ForceQuery['zone'], only: s.only as ForceOnly | undefined, area: s.area, q: s.q, sort: s.sort, offset: (page - 1) * size, limit: size };
  const board = useQuery(forcesQuery(query));
  return (
    <>
      <PageHead title={t('force.title')} note={board.data && t('force.total', { n: count(board.data.total) })}>
        <Segmented value={kind} onChange={(k) => set({ kind: k, state: undefined, only: undefined, zone: undefined, sort: undefined })} options={kinds.map(([value, key]) => ({ value, label: t(key) }))} />
      </PageHead>
      {board.data && <Sums b={board.data} state={s.state} people={kind === 'rescue-team'} onState={(state) => set({ state })} />}
      <Filters kind={kind} s={s} set={set} />
      <Loaded of={board}>
        {(b) => <Rows b={b} kind={kind} page={page} onPage={(n) => set({ page: n > 1 ? String(n) : undefined })} onOpen={(id) => set({ open: id, page: s.page })} />}
      </Loaded>
      <ForcePanel id={s.open} onClose={() => set({ open: undefined, page: s.page })} />
    </>
  );
}

/** The sums by state; each narrows the list to itself. */
function Sums({ b, state, people, onState }: { b: ForceBoard; state?: string; people: boolean; onState: (s?: string) => void }) {
  const { t } = useT();
  return (
    <div className="force-sums" role="group" aria-label={t('force.state')}>
      {states.map((x) => (
        <button key={x} type="button" className={state === x ? 'force-sum on' : 'force-sum'} aria-pressed={state === x} onClick={() => onState(state === x ? undefined : x)}>
          <span>{t(stateWord[x])}</span>
          <b className={x === 'unfit' && (b.states[x] ?? 0) > 0 ? 'overdue' : ''}>{count(b.states[x] ?? 0)}</b>
        </button>
      ))}
      {people && <div className="force-fact"><span className="faint">{t('force.totalPeople')}</span> <b>{count(b.present)}</b></div>}
    </div>
  );
}

function Filters({ kind, s, set }: { kind: ForceKind; s: Record<string, string | undefined>; set: (c: Record<string, string | undefined>) => void }) {
  const { t } = useT();
  return (
    <div className="filters">
      {kind === 'rescue-team' && (
        <Select
          aria-label={t('force.zone')}
          style={{ width: 120 }}
          value={s.zone ?? ''}
          onChange={(v) => set({ zone: v || undefined })}
          options={[{ value: '', label: t('force.allZones') }, ...Object.entries(zoneWord).map(([value, key]) => ({ value, label: t(key) }))]}
        />
      )}
      <Select
        aria-label={t('force.only')}
        style={{ width: 170 }}
        value={s.only ?? ''}
        onChange={(v) => set({ only: v || undefined })}
        options={[{ value: '', label: t('force.all') }, ...onlys.filter(([v]) => kind !== 'expert' || v === 'stale').map(([value, key]) => ({ value, label: t(key) }))]}
      />
      <AreaFilter value={s.area ?? ''} onChange={(v) => set({ area: v || undefined })} />
      <TextFilter value={s.q ?? ''} onChange={(v) => set({ q: v || undefined })} hint={t('force.search')} />
    </div>
  );
}

function Rows({ b, kind, page, onPage, onOpen }: { b: ForceBoard; kind: ForceKind; page: number; onPage: (n: number) => void; onOpen: (id: string) => void }) {
  const { t, say } = useT();
  const expert = kind === 'expert';
  return (
    <Table<Force>
      size="middle"
      rowKey="id"
      className="force-table"
      dataSource={b.items}
      pagination={b.total > size ? { current: page, pageSize: size, total: b.total, showSizeChanger: false, onChange: onPage } : false}
      scroll={{ x: 'max-content' }}
      locale={{ emptyText: <Nothing title={t('force.none')} /> }}
      onRow={(f) => ({ className: 'opens', onClick: () => onOpen(f.id) })}
      columns={[
        { title: t('force.name'), render: (_, f) => <Button type="link" className="force-name" onClick={(e) => { e.stopPropagation(); onOpen(f.id); }}><b>{f.name}</b></Button> },
        { title: t('force.state'), render: (_, f) => <ForceStateTag state={f.state} /> },
        { title: t('force.why'), render: (_, f) => <span className="force-why">{say(f.reason)}</span> },
        expert ? { title: t('force.fields'), render: (_, f) => f.fields.join('、') } : { title: t('force.sort'), render: (_, f) => say(f.sort_title) },
        ...(expert ? [] : [{ title: t('force.people'), align: 'right' as const, render: (_: unknown, f: Force) => <span className="num">{f.present} / {f.people}</span> }]),
        ...(kind === 'rescue-team' ? [{ title: t('force.zone'), render: (_: unknown, f: Force) => (zoneWord[f.zone] ? t(zoneWord[f.zone]!) : '–') }] : []),
        { title: t('force.said'), render: (_, f) => (f.said ? <span className={f.stale ? 'overdue' : ''} title={f.stale ? t('force.stale') : undefined}><TimeText at={f.said.at} style="short" /> {f.said.told_by}</span> : <span className="faint">{t('force.never')}</span>) },
        { title: t('force.lead'), render: (_, f) => <span className="nowrap">{f.lead} {f.phone && <a href={`tel:${f.phone}`} onClick={(e) => e.stopPropagation()}>{f.phone}</a>}</span> },
        { title: t('incident.area'), render: (_, f) => f.area_name },
      ]}
    />
  );
}
