import './plan.css';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Segmented, Select } from 'antd';
import { planSummaryQuery, plansQuery, type PlanItem, type PlanKind, type PlanQuery } from '@/api/plan';
import { useMay } from '@/app/session';
import { useT, type Key } from '@/i18n/desk';
import { AreaFilter, TextFilter } from '@/kit/filters';
import { ListTable } from '@/kit/list-table';
import { PageHead } from '@/kit/page';
import { LintBadge, StateTag } from './parts';

const states: [NonNullable<PlanQuery['state']>, Key][] = [['issued', 'plan.issued'], ['draft', 'plan.draft'], ['submitted', 'plan.submitted']];
const narrow: [NonNullable<PlanQuery['only']>, Key][] = [['', 'plan.all'], ['stoppers', 'plan.onlyStoppers'], ['defects', 'plan.onlyDefects']];

/** The plans in sight, by kind and state, with what the linter found of each. */
export default function PlansPage() {
  const { t, say } = useT();
  const go = useNavigate();
  const writes = useMay('plan.plan.write');
  const search: { kind?: string; state?: string; only?: string; area?: string; q?: string; event?: string } = useSearch({ from: '/command/plans' });
  const set = (change: Record<string, string>) => void go({ to: '/command/plans', search: { ...search, ...change }, replace: true });
  const state = states.find(([s]) => s === search.state)?.[0] ?? 'issued';
  const only = narrow.find(([s]) => s === search.only)?.[0] ?? '';
  const summary = useQuery(planSummaryQuery(search.area));
  const list = useInfiniteQuery(plansQuery({ kind: (search.kind as PlanKind) || undefined, state, only: only || undefined, area: search.area || undefined, q: search.q || undefined, event: search.event || undefined }));
  const s = summary.data;
  return (
    <>
      <PageHead title={t('plan.title')}>
        {writes && <Button onClick={() => void go({ to: '/command/plan-import' })}>{t('plan.importWord')}</Button>}
        {writes && <Button onClick={() => void go({ to: '/command/plan-form' })}>{t('plan.write')}</Button>}
        <Button type="primary" onClick={() => void go({ to: '/command/plan-lint', search: { area: search.area } })}>{t('plan.run')}</Button>
      </PageHead>
      {s && (
        <div className="plan-sums">
          <div><span className="faint">{t('plan.plans')}</span><b>{s.plans}</b></div>
          <div><span className="faint">{t('plan.stopped')}</span><b className={s.stopped > 0 ? 'overdue' : ''}>{s.stopped}</b></div>
          <div><span className="faint">{t('plan.defects')}</span><b>{s.defects}</b></div>
        </div>
      )}
      <div className="filters">
        <Segmented value={state} onChange={(v) => set({ state: v })} options={states.map(([value, key]) => ({ value, label: t(key) }))} />
        <Select
          aria-label={t('plan.kind')}
          style={{ width: 230 }}
          value={search.kind ?? ''}
          onChange={(kind) => set({ kind })}
          options={[{ value: '', label: t('plan.allKinds') }, ...(s?.kinds ?? []).map((k) => ({ value: k.kind, label: `${say(k.title)} ${k.plans}` }))]}
        />
        <AreaFilter value={search.area ?? ''} onChange={(area) => set({ area })} />
        {state === 'issued' && <Segmented value={only} onChange={(v) => set({ only: v })} options={narrow.map(([value, key]) => ({ value, label: t(key) }))} />}
        <TextFilter value={search.q ?? ''} onChange={(q) => set({ q })} hint={t('plan.search')} />
      </div>
      <ListTable<PlanItem>
        of={list}
        rowKey="code"
        empty={t('plan.none')}
        onOpen={(p) => void go({ to: '/command/plans/$code', params: { code: p.code } })}
        columns={[
          { title: t('plan.name'), render: (_, p) => <Link to="/command/plans/$code" params={{ code: p.code }} onClick={(e) => e.stopPropagation()}><b>{p.title}</b></Link> },
          { title: t('plan.code'), render: (_, p) => <span className="num">{p.code}</span> },
          { title: t('plan.kind'), render: (_, p) => say(p.kind_title) },
          { title: t('plan.run'), render: (_, p) => (p.state === 'issued' ? <LintBadge p={p} /> : <StateTag state={p.state} />) },
          { title: t('plan.area'), dataIndex: 'area_name' },
          { title: t('plan.unit'), dataIndex: 'unit' },
          { title: t('plan.filedOn'), render: (_, p) => (p.state !== 'issued' ? '–' : p.filed_on || <span className="tag tag-yellow">{t('plan.notFiled')}</span>) },
          { title: t('plan.reviewBy'), render: (_, p) => p.review_by || '–' },
        ]}
      />
    </>
  );
}
