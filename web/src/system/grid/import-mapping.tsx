import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input, InputNumber, Select, Table } from 'antd';
import { useState } from 'react';
import { checkImport, importQuery, outlineKind, type FileTable, type Import, type Plan } from '@/api/exchange';
import { useT } from '@/i18n/desk';
import { DayField } from '@/kit/day-field';
import { errorSentence } from '@/kit/states';

/** Says what the columns of the file are, where its places lie, and how elements are known. */
export function Mapping({ job, done }: { job: Import; done?: () => void }) {
  const { t, say } = useT();
  const cache = useQueryClient();
  const [plan, setPlan] = useState<Plan>(job.plan);
  const tables = job.tables ?? [];
  const table = tables.find((x) => x.name === plan.table) ?? tables[0];
  const columns = plan.columns ?? [];
  const check = useMutation({
    mutationFn: () => checkImport(job.id, plan),
    onSuccess: (now) => {
      cache.setQueryData(importQuery(job.id).queryKey, now);
      done?.();
    },
  });
  if (!table) return null;
  const outlines = job.kind === outlineKind;
  const places = table.places && !columns.includes('lon');
  const lacking = (job.choices ?? []).filter((c) => c.needed && !columns.includes(c.name) && !(places && (c.name === 'lon' || c.name === 'lat')));
  return (
    <>
      <div className="import-form">
        {tables.length > 1 && (
          <label>
            <span>{t('exchange.table')}</span>
            <Select
              aria-label={t('exchange.table')}
              value={plan.table}
              onChange={(name) => setPlan({ ...plan, table: name, columns: guess(job, tables.find((x) => x.name === name)) })}
              options={tables.map((x) => ({ value: x.name, label: x.name }))}
              style={{ width: '100%' }}
            />
          </label>
        )}
        <label>
          <span>{t('exchange.system')}</span>
          <Select
            aria-label={t('exchange.system')}
            value={plan.system}
            onChange={(system) => setPlan({ ...plan, system })}
            options={(job.systems ?? []).map((s) => ({ value: s.name, label: say(s.title) }))}
            style={{ width: '100%' }}
          />
          <small>{t('exchange.systemHint')}</small>
        </label>
        <label>
          <span>{t('exchange.key')}</span>
          <Select
            aria-label={t('exchange.key')}
            value={plan.key}
            onChange={(key) => setPlan({ ...plan, key })}
            options={(job.keys ?? []).map((k) => ({ value: k.name, label: say(k.title) }))}
            style={{ width: '100%' }}
          />
          {!outlines && <small>{t('exchange.keyHint')}</small>}
        </label>
        {outlines && <OutlinePlan plan={plan} change={setPlan} />}
      </div>
      {places && <Alert type="info" showIcon title={t('exchange.places')} style={{ marginBottom: 12 }} />}
      <Columns job={job} table={table} columns={columns} change={(c) => setPlan({ ...plan, columns: c })} />
      {lacking.length > 0 && !outlines && (
        <Alert type="warning" showIcon title={t('exchange.missing', { list: lacking.map((c) => say(c.title)).join('、') })} style={{ marginTop: 12 }} />
      )}
      {check.error !== null && <Alert type="error" showIcon title={errorSentence(check.error, t)} style={{ marginTop: 12 }} />}
      <div className="import-acts">
        <Button type="primary" disabled={outlines && (plan.reason ?? '').trim().length < 2} loading={check.isPending} onClick={() => check.mutate()} data-do="check">
          {t('exchange.check')}
        </Button>
      </div>
    </>
  );
}

/** From when outlines hold, by which decision, and how exact they must fit. */
function OutlinePlan({ plan, change }: { plan: Plan; change: (p: Plan) => void }) {
  const { t } = useT();
  return (
    <>
      <label>
        <span>{t('exchange.outlineReason')}</span>
        <Input aria-label={t('exchange.outlineReason')} maxLength={500} value={plan.reason} onChange={(e) => change({ ...plan, reason: e.target.value })} data-field="reason" />
        <small>{t('exchange.outlineReasonHint')}</small>
      </label>
      <label>
        <span>{t('exchange.outlineFrom')}</span>
        <DayField label={t('exchange.outlineFrom')} value={plan.from} onChange={(from) => change({ ...plan, from })} style={{ width: '100%' }} />
        <small>{t('exchange.outlineFromHint')}</small>
      </label>
      <label>
        <span>{t('exchange.outlineTolerance')}</span>
        <InputNumber aria-label={t('exchange.outlineTolerance')} min={1} max={1_000_000} value={plan.tolerance || 100} onChange={(v) => change({ ...plan, tolerance: v ?? 100 })} style={{ width: '100%' }} />
        <small>{t('exchange.outlineToleranceHint')}</small>
      </label>
    </>
  );
}

/** For another table of the file: what bears the same title as a column of the kind. */
function guess(job: Import, table: FileTable | undefined): string[] {
  const left = new Map((job.choices ?? []).flatMap((c) => [c.title.zh, c.title.en, c.name.replace('attrs.', '')].map((w) => [w.toLowerCase(), c.name] as const)));
  const used = new Set<string>();
  return (table?.titles ?? []).map((title) => {
    const name = left.get(title.replace(/[(（].*$|\*/g, '').trim().toLowerCase()) ?? '';
    if (!name || used.has(name)) return '';
    used.add(name);
    return name;
  });
}

function Columns(props: { job: Import; table: FileTable; columns: string[]; change: (c: string[]) => void }) {
  const { t, say } = useT();
  const rows = (props.table.titles ?? []).map((title, i) => ({ i, title, samples: props.table.samples?.[i] ?? [] }));
  return (
    <Table
      size="small"
      rowKey="i"
      pagination={false}
      dataSource={rows}
      scroll={{ x: 'max-content', y: 420 }}
      columns={[
        { title: t('exchange.column'), render: (_, r) => r.title || '–' },
        { title: t('exchange.sample'), render: (_, r) => <div className="import-value faint">{(r.samples ?? []).join(' · ')}</div> },
        {
          title: t('exchange.becomes'),
          width: 300,
          render: (_, r) => (
            <Select
              aria-label={`${t('exchange.becomes')} ${r.title}`}
              data-column={r.title}
              showSearch={{ optionFilterProp: 'label' }}
              value={props.columns[r.i] ?? ''}
              onChange={(v) => props.change(props.columns.map((c, i) => (i === r.i ? v : c === v && v ? '' : c)))}
              options={[
                { value: '', label: t('exchange.leave') },
                ...(props.job.choices ?? []).map((c) => ({ value: c.name, label: `${say(c.title)}${c.unit ? ` (${c.unit})` : ''}${c.needed ? ` · ${t('exchange.needed')}` : ''}` })),
              ]}
              style={{ width: 280 }}
            />
          ),
        },
      ]}
    />
  );
}
