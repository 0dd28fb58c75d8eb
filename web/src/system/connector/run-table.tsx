import { useQuery } from '@tanstack/react-query';
import { Table } from 'antd';
import { runsQuery, type SourceRun } from '@/api/connectors';
import { useT } from '@/i18n/desk';
import { count } from '@/kit/number';
import { Panel } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { FaultList } from './fault-list';

const tags = { good: 'source-ok', doubtful: 'source-lying', failed: 'source-broken' } as const;

/** What each run brought and what was wrong with it; its faults unfold. */
export function RunTable({ id }: { id: string }) {
  const { t, say } = useT();
  const runs = useQuery(runsQuery(id));
  return (
    <Panel title={t('connector.runs')}>
      <Loaded of={runs}>
        {(d) => (
          <Table<SourceRun>
            size="small"
            rowKey="id"
            pagination={false}
            scroll={{ x: 'max-content' }}
            dataSource={d.items ?? []}
            locale={{ emptyText: <Nothing title={t('connector.noRuns')} /> }}
            expandable={{ rowExpandable: (r) => r.faults.length > 0, expandedRowRender: (r) => <FaultList faults={r.faults} /> }}
            columns={[
              { title: t('connector.runAt'), render: (_, r) => <TimeText at={r.at} /> },
              { title: t('connector.outcome'), render: (_, r) => <span className={`tag ${tags[r.outcome]}`}>{t(`connector.${r.outcome}`)}</span> },
              { title: t('connector.taken'), align: 'right', render: (_, r) => <span className="num">{count(r.taken)}</span> },
              { title: t('connector.repeated'), align: 'right', render: (_, r) => <span className="num faint">{count(r.repeated)}</span> },
              { title: t('connector.refused'), align: 'right', render: (_, r) => <span className="num">{r.refused ? <b>{count(r.refused)}</b> : 0}</span> },
              { title: t('connector.pages'), align: 'right', render: (_, r) => <span className="num">{count(r.pages)}</span> },
              { title: t('connector.took'), align: 'right', render: (_, r) => <span className="num">{`${(r.took_ms / 1000).toFixed(1)} s`}</span> },
              { title: t('connector.problem'), render: (_, r) => say(r.error) || <span className="faint">–</span> },
            ]}
          />
        )}
      </Loaded>
    </Panel>
  );
}
