import './monitor.css';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { rulesQuery, type Rule } from '@/api/rules';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { TextFilter } from '@/kit/filters';
import { ListTable } from '@/kit/list-table';
import { count } from '@/kit/number';
import { PageHead } from '@/kit/page';
import { TimeText } from '@/kit/time-text';
import { RuleDialog } from './rule-dialog';
import { RulePanel } from './rule-panel';

type Search = { q?: string; state?: string; kind?: string; open?: string };
const states = ['draft', 'simulated', 'approved', 'live', 'retired'] as const;
const kinds = ['limit', 'rate', 'stuck', 'silence', 'vote', 'expression', 'promql'] as const;

/** The rules by which alarms are raised, beside the limits of the points themselves. */
export default function RulesPage() {
  const { t } = useT();
  const go = useNavigate();
  const f: Search = useSearch({ from: '/monitor/rules' });
  const set = (next: Search) => void go({ to: '/monitor/rules', search: { ...f, ...next }, replace: true });
  const list = useInfiniteQuery(rulesQuery(f.q ?? '', f.state ?? '', f.kind ?? ''));
  const mayEdit = useMay('signal.rule.edit');
  const [adding, setAdding] = useState(false);
  return (
    <>
      <PageHead title={t('rule.rules')} note={t('rule.rulesNote')}>
        {mayEdit && (
          <Button type="primary" onClick={() => setAdding(true)}>
            {t('rule.newRule')}
          </Button>
        )}
      </PageHead>
      <div className="filters">
        <TextFilter value={f.q ?? ''} onChange={(q) => set({ q: q || undefined })} hint={t('rule.title')} />
        <Select
          value={f.state ?? ''}
          onChange={(state) => set({ state: state || undefined })}
          style={{ minWidth: 130 }}
          aria-label={t('rule.state')}
          options={[{ value: '', label: t('rule.allStates') }, ...states.map((value) => ({ value, label: t(`rule.${value}`) }))]}
        />
        <Select
          value={f.kind ?? ''}
          onChange={(kind) => set({ kind: kind || undefined })}
          style={{ minWidth: 150 }}
          aria-label={t('rule.kind')}
          options={[{ value: '', label: t('rule.allKinds') }, ...kinds.map((value) => ({ value, label: t(`rule.${value}`) }))]}
        />
      </div>
      <ListTable<Rule>
        of={list}
        rowKey="id"
        empty={t('rule.rulesNone')}
        emptyHint={t('rule.rulesNoneHint')}
        onOpen={(r) => set({ open: r.id })}
        columns={[
          { title: t('rule.title'), render: (_, r) => <b>{r.title}</b> },
          { title: t('rule.kind'), render: (_, r) => t(`rule.${r.kind as (typeof kinds)[number]}`) },
          { title: t('rule.state'), render: (_, r) => <RuleState r={r} /> },
          { title: t('rule.version'), align: 'right', render: (_, r) => <span className="num">{r.version}</span> },
          { title: t('rule.standingN'), align: 'right', render: (_, r) => <b className="num">{count(r.standing)}</b> },
          { title: t('rule.author'), render: (_, r) => <>{r.author} <span className="faint"><TimeText at={r.changed_at} style="short" /></span></> },
          { title: t('rule.approver'), dataIndex: 'approver' },
        ]}
      />
      <RulePanel id={f.open ?? ''} onClose={() => set({ open: undefined })} />
      {adding && <RuleDialog onClose={() => setAdding(false)} onDone={(id) => { setAdding(false); set({ open: id }); }} />}
    </>
  );
}

/** The state of a version, and that it is safety-critical. */
export function RuleState({ r }: { r: Rule }) {
  const { t } = useT();
  return (
    <span className="row">
      <span className={r.state === 'live' ? 'tag tag-blue' : r.state === 'retired' ? 'tag tag-plain' : 'tag tag-orange'}>{t(`rule.${r.state}`)}</span>
      {r.safety_critical && <span className="tag tag-red">{t('rule.safety')}</span>}
    </span>
  );
}
