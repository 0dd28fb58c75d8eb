import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Select, Table } from 'antd';
import { useState } from 'react';
import { checkImport, importQuery, type FileTable, type Import, type Plan } from '@/api/exchange';
import { useT } from '@/i18n/desk';
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
          <small>{t('exchange.keyHint')}</small>
        </label>
      </div>
      {places && <Alert type="info" showIcon title={t('exchange.places')} style={{ marginBottom: 12 }} />}
      <Columns job={job} table={table} columns={columns} change={(c) => setPlan({ ...plan, columns: c })} />
      {lacking.length > 0 && (
        <Alert type="warning" showIcon title={t('exchange.missing', { list: lacking.map((c) => say(c.title)).join('、') })} style={{ marginTop: 12 }} />
      )}
      {check.error !== null && <Alert type="error" showIcon title={errorSentence(check.error, t)} style={{ marginTop: 12 }} />}
      <div className="import-acts">
        <Button type="primary" loading={check.isPending} onClick={() => check.mutate()} data-do="check">
          {t('exchange.check')}
        </Button>
      </div>
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
