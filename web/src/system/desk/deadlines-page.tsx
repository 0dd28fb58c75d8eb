import './desk.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Checkbox, Segmented, Select, Table } from 'antd';
import { deadlinesQuery, talliesQuery, type Deadline, type Each, type Tally } from '@/api/casework';
import { useT } from '@/i18n/desk';
import { useAreaName } from '@/kit/area-name';
import { PageHead, Panel } from '@/kit/page';
import { usePersonName } from '@/kit/person-select';
import { Loaded, Nothing } from '@/kit/states';
import { dueText } from '@/kit/time';
import { Countdown } from '@/kit/time-text';

type Search = { each?: string; key?: string; days?: string; late?: string };
const eaches: Each[] = ['area', 'department', 'person'];
const spans = [3, 7, 15, 30];

/** 期限: the clocks of the law that are late or nearly so, and where there are too many of them. */
export default function DeadlinesPage() {
  const { t } = useT();
  const go = useNavigate();
  const f: Search = useSearch({ from: '/desk/deadlines' });
  const each = eaches.find((e) => e === f.each) ?? 'area';
  const days = Number(f.days) || 7;
  const name = useKeyName(each);
  const part = f.key ? { [each === 'person' ? 'assignee' : each]: f.key } : {};
  const clocks = useQuery({ ...deadlinesQuery({ days: f.late ? 0 : days, ...part }), refetchInterval: 60_000 });
  const tallies = useQuery(talliesQuery(each, days));
  const set = (next: Search) => void go({ to: '/desk/deadlines', search: { ...f, ...next }, replace: true });
  const rows = clocks.data?.filter((c) => c.due_at);
  return (
    <>
      <PageHead title={t('law.deadlines')} />
      <div className="filters">
        <Segmented<Each> value={each} onChange={(v) => set({ each: v, key: undefined })} aria-label={t('law.each')} options={eaches.map((e) => ({ value: e, label: t(`law.each_${e}`) }))} />
        <Select value={days} onChange={(v) => set({ days: String(v) })} aria-label={t('law.soon')} disabled={!!f.late} style={{ width: 130 }} options={spans.map((n) => ({ value: n, label: t('law.within', { n }) }))} />
        <Checkbox checked={!!f.late} onChange={(e) => set({ late: e.target.checked ? '1' : undefined })}>
          {t('law.onlyLate')}
        </Checkbox>
        {f.key && (
          <Button size="small" onClick={() => set({ key: undefined })}>
            {t('law.showing', { name: name(f.key) })} ×
          </Button>
        )}
      </div>
      <div className="deadline-grid">
        <Panel title={t('law.picture')}>
          <Loaded of={tallies}>{(all) => <Bars rows={all} chosen={f.key} name={name} onChoose={(key) => set({ key })} />}</Loaded>
        </Panel>
        <Panel>
          <Loaded of={clocks}>{() => (rows?.length ? <Clocks rows={rows} /> : <Nothing title={t('law.allGood')} hint={t('law.allGoodHint', { n: f.late ? 0 : days })} />)}</Loaded>
        </Panel>
      </div>
    </>
  );
}

/** The name behind the key of a count. */
function useKeyName(each: Each): (key: string) => string {
  const { t } = useT();
  const area = useAreaName();
  const person = usePersonName();
  return (key) => {
    if (!key) return t('law.noKey');
    return each === 'area' ? area(key) : each === 'person' ? person(key) : key;
  };
}

/** Late and nearly late of each, as bars on one scale; the most late first. A press narrows the list. */
function Bars({ rows, chosen, name, onChoose }: { rows: Tally[]; chosen?: string; name: (key: string) => string; onChoose: (key: string) => void }) {
  const { t } = useT();
  const most = Math.max(1, ...rows.map((r) => r.late + r.soon + r.other));
  if (rows.length === 0) return <Nothing title={t('law.allGood')} />;
  return (
    <>
      <ul className="bars">
        {rows
          .toSorted((a, b) => b.late - a.late || b.soon - a.soon || b.other - a.other)
          .map((r) => (
            <li key={r.key}>
              <button type="button" className={chosen === r.key && r.key ? 'bar on' : 'bar'} disabled={!r.key} aria-pressed={chosen === r.key} onClick={() => onChoose(r.key)}>
                <span className="bar-name clip">{name(r.key)}</span>
                <span className="bar-rail" aria-hidden="true">
                  <i className="bar-late" style={{ width: `${(r.late / most) * 100}%` }} />
                  <i className="bar-soon" style={{ width: `${(r.soon / most) * 100}%` }} />
                  <i className="bar-other" style={{ width: `${(r.other / most) * 100}%` }} />
                </span>
                <span className="bar-count num">
                  <span className="sr">{t('law.late')} </span>
                  <b className={r.late ? 'overdue' : 'faint'}>{r.late}</b> / <span className="sr">{t('law.soon')} </span>
                  {r.soon} / <span className="sr">{t('law.other')} </span>
                  {r.other}
                </span>
              </button>
            </li>
          ))}
      </ul>
      <p className="bars-legend faint">
        <i className="bar-late" aria-hidden="true" /> {t('law.late')} <i className="bar-soon" aria-hidden="true" /> {t('law.soon')} <i className="bar-other" aria-hidden="true" /> {t('law.other')}
      </p>
    </>
  );
}

function Clocks({ rows }: { rows: Deadline[] }) {
  const { t, say } = useT();
  const go = useNavigate();
  const areaName = useAreaName();
  return (
    <Table<Deadline>
      size="small"
      rowKey={(c) => `${c.case} ${c.name} ${c.n}`}
      dataSource={rows}
      pagination={rows.length > 100 ? { pageSize: 100, showSizeChanger: false } : false}
      scroll={{ x: 'max-content' }}
      onRow={(c) => ({ onClick: () => void go({ to: '/desk/cases/$id', params: { id: c.case }, search: { tab: 'clocks' } }), className: 'opens' })}
      columns={[
        {
          title: t('casework.due'),
          render: (_, c) => (
            <>
              <span className={c.late ? 'tag near-over' : 'tag near-soon'}>{t(c.late ? 'law.late' : 'law.soon')}</span> <Countdown at={c.due_at} />
            </>
          ),
        },
        { title: t('flow.clock'), render: (_, c) => <b>{say(c.title)}</b> },
        {
          title: t('casework.caseTitle'),
          render: (_, c) => (
            <Link to="/desk/cases/$id" params={{ id: c.case }} search={{ tab: 'clocks' }} onClick={(e) => e.stopPropagation()} className="title-cell">
              {c.case_title}
            </Link>
          ),
        },
        { title: t('term.due'), render: (_, c) => <span className="num">{dueText(c.due_at)}</span> },
        { title: t('casework.assignee'), render: (_, c) => c.assignee_name || <span className="faint">–</span> },
        { title: t('kit.area'), render: (_, c) => areaName(c.area) },
      ]}
    />
  );
}
