import './desk.css';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Dropdown, Select, type TableColumnsType } from 'antd';
import { api, body } from '@/api/client';
import { proceduresQuery, sessionQuery } from '@/api/queries';
import { may } from '@/app/session';
import type { Case } from '@/api/types';
import { useT } from '@/i18n/desk';
import { useAreaName } from '@/kit/area-name';
import { AreaFilter, Chips, TextFilter } from '@/kit/filters';
import { ListTable } from '@/kit/list-table';
import { PageHead } from '@/kit/page';
import { Countdown, TimeText } from '@/kit/time-text';
import { dueOf } from './due';

type Filter = { procedure?: string; stage?: string; area?: string; q?: string; state?: string; due?: string; mine?: string };

/** The question to the server: each filter of the page is one of its own. */
export function questionOf(f: Filter) {
  return {
    procedure: f.procedure,
    stage: f.stage,
    area: f.area,
    q: f.q,
    mine: f.mine ? true : undefined,
    open: f.state === 'open' ? true : undefined,
    closed: f.state === 'closed' ? true : undefined,
    late: f.due === 'over' ? true : undefined,
    soon: f.due === 'soon' ? 1 : f.due === 'week' ? 7 : undefined,
  };
}

function useCases(f: Filter) {
  return useInfiniteQuery({
    queryKey: ['cases', f],
    initialPageParam: '',
    queryFn: ({ pageParam }) => body(api.GET('/api/cases', { params: { query: { ...questionOf(f), limit: 50, cursor: pageParam } } })),
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
      <PageHead title={t('casework.cases')}>
        <NewCase />
      </PageHead>
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
            { value: 'week', label: t('casework.near_week') },
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
      <CaseTable of={cases} />
    </>
  );
}

/** The procedures of which this person may open a case by hand. */
function NewCase() {
  const { t, say } = useT();
  const go = useNavigate();
  const procedures = useQuery(proceduresQuery);
  const { data: me } = useQuery(sessionQuery);
  const open = (procedures.data ?? []).filter((p) => p.filing && may(me, [p.open]));
  if (open.length === 0) return null;
  const start = (name: string) => void go({ to: '/desk/procedures/$name/new', params: { name } });
  return (
    <Dropdown trigger={['click']} menu={{ items: open.map((p) => ({ key: p.name, label: say(p.title) })), onClick: (e) => start(e.key) }}>
      <Button type="primary" icon={<PlusOutlined aria-hidden />} data-do="new-case">
        {t('casework.newCase')}
      </Button>
    </Dropdown>
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
