import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { PlusOutlined } from '@ant-design/icons';
import { Button, Segmented } from 'antd';
import { mattersQuery, type Matter } from '@/api/govern';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { AreaFilter, Chips, TextFilter } from '@/kit/filters';
import { PageHead, Panel } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { useNow } from '@/kit/use-now';
import { grouped, nearOf, stageCounts } from './board';
import { BoardRow } from './board-parts';

type Search = { area?: string; stage?: string; state?: string; only?: string; by?: string; q?: string };
const ways = ['due', 'area', 'group'] as const;
type Way = (typeof ways)[number];

/** 督办: what is open by its due time, with what is overdue first. The filters stand in the address. */
export default function SupervisionPage() {
  const { t, say } = useT();
  const go = useNavigate();
  const f: Search = useSearch({ from: '/govern/supervision' });
  const set = (next: Search) => void go({ to: '/govern/supervision', search: { ...f, ...next }, replace: true });
  const closed = f.state === 'closed';
  const matters = useQuery(mattersQuery({ area: f.area, q: f.q, closed: closed || undefined }));
  const now = Math.floor(useNow() / 60_000) * 60_000;
  const mayIssue = useMay('govern.supervision.issue');
  const by: Way = ways.find((w) => w === f.by) ?? 'due';
  const all = matters.data?.items ?? [];
  const late = all.filter((m) => nearOf(m, now) === 'over').length;
  const listed = all.filter((m) => m.listed).length;
  return (
    <>
      <PageHead title={t('govern.supervision')} note={t('govern.supervisionNote')}>
        {mayIssue && (
          <Link to="/desk/procedures/$name/new" params={{ name: 'govern.supervision' }}>
            <Button type="primary" icon={<PlusOutlined aria-hidden />} tabIndex={-1}>
              {t('govern.newMatter')}
            </Button>
          </Link>
        )}
      </PageHead>
      <div className="filters">
        <Segmented
          value={closed ? 'closed' : 'open'}
          onChange={(v) => set({ state: v === 'closed' ? 'closed' : undefined, stage: undefined, only: undefined })}
          options={[
            { value: 'open', label: t('govern.open') },
            { value: 'closed', label: t('govern.closed') },
          ]}
        />
        <Segmented<Way>
          value={by}
          onChange={(v) => set({ by: v === 'due' ? undefined : v })}
          options={[
            { value: 'due', label: t('govern.byDue') },
            { value: 'area', label: t('govern.byArea') },
            { value: 'group', label: t('govern.byGroup') },
          ]}
        />
        <AreaFilter value={f.area ?? ''} onChange={(v) => set({ area: v || undefined })} />
        <TextFilter value={f.q ?? ''} onChange={(v) => set({ q: v || undefined })} hint={t('govern.find')} width={180} />
      </div>
      <div className="filters">
        <Chips
          label={t('govern.stages')}
          choices={stageCounts(all).map((s) => ({ value: s.stage, label: `${say(s.title)} ${s.n}` }))}
          value={f.stage ? [f.stage] : []}
          onChange={(v) => set({ stage: v.at(-1) })}
        />
        {(late > 0 || listed > 0) && (
          <Chips
            label={t('govern.all')}
            choices={[...(late > 0 ? [{ value: 'late', label: `${t('govern.late')} ${late}` }] : []), ...(listed > 0 ? [{ value: 'listed', label: `${t('govern.listed')} ${listed}` }] : [])]}
            value={f.only ? [f.only] : []}
            onChange={(v) => set({ only: v.at(-1) })}
          />
        )}
      </div>
      <Panel>
        <Loaded of={matters}>
          {(d) => (
            <>
              {d.partial && <p className="faint">{t('govern.partial')}</p>}
              <Matters rows={d.items.filter((m) => fits(m, f, now))} by={by} now={now} />
            </>
          )}
        </Loaded>
      </Panel>
    </>
  );
}

function fits(m: Matter, f: Search, now: number): boolean {
  return (!f.stage || m.stage === f.stage) && (f.only !== 'late' || nearOf(m, now) === 'over') && (f.only !== 'listed' || m.listed);
}

function Matters({ rows, by, now }: { rows: Matter[]; by: Way; now: number }) {
  const { t } = useT();
  if (rows.length === 0) return <Nothing title={t('govern.noMatters')} hint={t('govern.noMattersHint')} />;
  if (by === 'due') return <MatterList rows={rows} now={now} />;
  return grouped(rows, (m) => (by === 'area' ? m.area_name || m.area : m.group || t('govern.noGroup')), now).map((g) => (
    <section key={g.key}>
      <h2 className="matter-group">
        {g.key} <span className="num faint">{g.items.length}</span>
        {g.late > 0 && (
          <span className="overdue">
            {t('govern.late')} {g.late}
          </span>
        )}
      </h2>
      <MatterList rows={g.items} now={now} />
    </section>
  ));
}

function MatterList({ rows, now }: { rows: Matter[]; now: number }) {
  const { t } = useT();
  return (
    <ul className="matters">
      {rows.map((m) => (
        <BoardRow
          key={m.id}
          c={m}
          now={now}
          asked
          note={t('govern.lastDay', { day: m.due })}
          tags={
            <>
              {m.listed && <span className="tag tag-orange">{t('govern.listed')}</span>}
              {m.raised > 0 && <span className="tag tag-red">{t('govern.raised', { n: m.raised })}</span>}
              {m.returned > 0 && <span className="tag tag-yellow">{t('govern.returned', { n: m.returned })}</span>}
              {m.closed && m.overdue && <span className="tag tag-yellow">{t('govern.wasOverdue')}</span>}
              {m.extended && <span className="tag tag-plain">{t('govern.extended')}</span>}
              <span className="faint">
                {t(`govern.kind_${m.kind}`)} · {sourceText(m, t)}
              </span>
            </>
          }
        />
      ))}
    </ul>
  );
}

type T = ReturnType<typeof useT>['t'];
const sources = ['inspection', 'rectification', 'round', 'incident', 'meeting', 'talk', 'leader', 'check'] as const;

function sourceText(m: Matter, t: T): string {
  const s = sources.find((x) => x === m.source);
  return [m.group, s && t(`govern.source_${s}`)].filter(Boolean).join(' · ');
}
