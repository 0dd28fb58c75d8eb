import './desk.css';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Checkbox, Select, type TableColumnsType } from 'antd';
import { api, body } from '@/api/client';
import { everything, proceduresQuery } from '@/api/queries';
import type { Case } from '@/api/types';
import { useT } from '@/i18n/desk';
import { useAreaName } from '@/kit/area-name';
import { AreaFilter, Chips, TextFilter } from '@/kit/filters';
import { ListTable } from '@/kit/list-table';
import { count } from '@/kit/number';
import { PageHead } from '@/kit/page';
import { Countdown, TimeText } from '@/kit/time-text';
import { dueOf, nearnessOf } from './due';

type Filter = { procedure?: string; stage?: string; area?: string; q?: string; state?: string; due?: string; mine?: string };

/** The most cases that are read to find those that the server cannot find by itself. */
const most = 2000;

function query(f: Filter, limit: number, cursor: string) {
  return body(
    api.GET('/api/cases', {
      params: {
        query: { procedure: f.procedure, stage: f.stage, area: f.area, q: f.q, mine: f.mine ? true : undefined, open: f.state === 'open' || f.due ? true : undefined, limit, cursor },
      },
    }),
  );
}

/** Reports whether a case passes the parts of a filter that the server does not know: closed ones, and how near the limit is. */
export function passes(c: Pick<Case, 'closed' | 'due_at'>, f: Filter, now: number): boolean {
  if (f.state === 'closed' && !c.closed) return false;
  return !f.due || nearnessOf(c.due_at, now) === f.due;
}

/** Pages as the server has them; or, where only the client can tell, one page of everything that passes. */
function useCases(f: Filter) {
  const whole = f.state === 'closed' || f.due !== undefined;
  return useInfiniteQuery({
    queryKey: ['cases', f],
    initialPageParam: '',
    queryFn: async ({ pageParam }) => {
      if (!whole) return { ...(await query(f, 50, pageParam)), partial: false };
      const all = await everything((cursor) => query(f, 500, cursor), most);
      const items = all.filter((c) => passes(c, f, Date.now()));
      if (f.due) items.sort((a, b) => (dueOf(a.due_at) ?? 0) - (dueOf(b.due_at) ?? 0));
      return { items, next: '', partial: all.length >= most };
    },
    getNextPageParam: (last) => last.next || undefined,
  });
}

/** All cases of the person's areas, of every procedure. The filters stand in the address. */
export default function CasesPage() {
  const { t } = useT();
  const go = useNavigate();
  const f: Filter = useSearch({ from: '/desk/cases' });
  const procedures = useQuery(proceduresQuery);
  const cases = useCases(f);
  const { say } = useT();
  const set = (next: Filter) => void go({ to: '/desk/cases', search: { ...f, ...next }, replace: true });
  const stages = procedures.data?.find((p) => p.name === f.procedure)?.stages ?? [];
  const one = <V extends string>(v: V[]) => v.at(-1);
  return (
    <>
      <PageHead title={t('casework.cases')} />
      <div className="filters">
        <Select
          value={f.procedure ?? ''}
          onChange={(v) => set({ procedure: v || undefined, stage: undefined })}
          style={{ width: 170 }}
          aria-label={t('casework.procedure')}
          options={[{ value: '', label: t('casework.allProcedures') }, ...(procedures.data ?? []).map((p) => ({ value: p.name, label: say(p.title) }))]}
        />
        <Select
          value={f.stage ?? ''}
          onChange={(v) => set({ stage: v || undefined })}
          style={{ width: 150 }}
          disabled={!f.procedure}
          aria-label={t('casework.stage')}
          options={[{ value: '', label: t('casework.allStages') }, ...stages.map((s) => ({ value: s.name, label: say(s.title) }))]}
        />
        <AreaFilter value={f.area ?? ''} onChange={(v) => set({ area: v || undefined })} />
        <TextFilter value={f.q ?? ''} onChange={(v) => set({ q: v || undefined })} hint={t('casework.caseTitle')} width={190} />
        <Chips
          label={t('casework.due')}
          choices={[
            { value: 'over', label: t('casework.near_over') },
            { value: 'soon', label: t('casework.near_soon') },
          ]}
          value={f.due ? [f.due] : []}
          onChange={(v) => set({ due: one(v), ...(v.length > 0 && f.state === 'closed' ? { state: undefined } : {}) })}
        />
        <Chips
          label={t('casework.status')}
          choices={[
            { value: 'open', label: t('casework.stillOpen') },
            { value: 'closed', label: t('casework.closed') },
          ]}
          value={f.state ? [f.state] : []}
          onChange={(v) => set({ state: one(v), ...(one(v) === 'closed' ? { due: undefined } : {}) })}
        />
        <Checkbox checked={!!f.mine} onChange={(e) => set({ mine: e.target.checked ? '1' : undefined })}>
          {t('casework.mine')}
        </Checkbox>
        {Object.values(f).some(Boolean) && (
          <Button size="small" type="link" onClick={() => void go({ to: '/desk/cases', search: {}, replace: true })}>
            {t('casework.clearFilters')}
          </Button>
        )}
      </div>
      {cases.data?.pages.some((p) => p.partial) && <p role="status">{t('casework.onlyNewest', { n: count(most) })}</p>}
      <CaseTable of={cases} />
    </>
  );
}

function CaseTable({ of }: { of: ReturnType<typeof useCases> }) {
  const { t, say } = useT();
  const go = useNavigate();
  const areaName = useAreaName();
  const columns: TableColumnsType<Case> = [
    {
      title: t('casework.caseTitle'),
      render: (_, c) => (
        <Link to="/desk/cases/$id" params={{ id: c.id }} onClick={(e) => e.stopPropagation()} className="title-cell">
          {c.title}
        </Link>
      ),
    },
    { title: t('casework.procedure'), render: (_, c) => say(c.procedure_title) || c.procedure },
    { title: t('casework.stage'), render: (_, c) => <span className="tag tag-plain">{say(c.stage_title) || c.stage}</span> },
    { title: t('casework.due'), render: (_, c) => <Due c={c} /> },
    { title: t('kit.area'), render: (_, c) => areaName(c.area) },
    { title: t('casework.opened'), render: (_, c) => <TimeText at={c.opened_at} style="minute" /> },
    { title: t('casework.updated'), render: (_, c) => <TimeText at={c.changed_at} style="minute" /> },
  ];
  return <ListTable<Case> of={of} rowKey="id" onOpen={(c) => void go({ to: '/desk/cases/$id', params: { id: c.id } })} columns={columns} />;
}

function Due({ c }: { c: Case }) {
  if (dueOf(c.due_at) === undefined) return <span className="faint">–</span>;
  return c.closed ? <TimeText at={c.due_at} style="minute" /> : <Countdown at={c.due_at} />;
}
