import { Button, Table } from 'antd';
import type { Trial } from '@/api/connectors';
import { useT } from '@/i18n/desk';
import { TimeText } from '@/kit/time-text';
import { FaultList } from './fault-list';

type Row = Trial['rows'][number];

/** A sample as it would be taken: the rows, what is wrong by field, and what no field reads. */
export function TrialResult({ trial, onAdd }: { trial: Trial; onAdd: (path: string) => void }) {
  const { t } = useT();
  const names = [...new Set(trial.rows.flatMap((r) => Object.keys(r.fields)))];
  return (
    <div className="stack" data-trial>
      <b role="status">{t('connector.usable', { n: trial.total, ok: trial.usable })}</b>
      {trial.faults.length > 0 && <FaultList faults={trial.faults} />}
      {trial.unmapped.length > 0 ? (
        <div>
          <span className="faint">{t('connector.unmapped')}</span>
          <div className="row wrap">
            {trial.unmapped.map((p) => (
              <Button key={p} size="small" onClick={() => onAdd(p)}>
                {p}
              </Button>
            ))}
          </div>
        </div>
      ) : (
        <span className="faint">{t('connector.allMapped')}</span>
      )}
      <Table<Row>
        size="small"
        rowKey="n"
        pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: 'max-content' }}
        dataSource={trial.rows}
        rowClassName={(r) => (r.skip ? 'faint' : '')}
        columns={[
          { title: t('connector.row_'), render: (_, r) => <span className="num">{r.n}</span> },
          ...names.map((name) => ({ title: name, render: (_: unknown, r: Row) => name === 'at' ? <TimeText at={r.at} /> : cell(r.fields[name]) })),
        ]}
      />
    </div>
  );
}

function cell(v: unknown): string {
  return v === undefined || v === null ? '–' : typeof v === 'object' ? JSON.stringify(v) : String(v as string | number | boolean);
}
