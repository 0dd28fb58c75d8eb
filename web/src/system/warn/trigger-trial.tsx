import { Table } from 'antd';
import type { TriggerTrial, TriggerView } from '@/api/warn';
import { useT } from '@/i18n/desk';
import { count } from '@/kit/number';
import { Panel } from '@/kit/page';
import { TimeText } from '@/kit/time-text';

/** What triggers would have made of past alarms. */
export function Trial({ trial, days, events }: { trial: TriggerTrial; days: number; events: TriggerView['events'] }) {
  const { t } = useT();
  const all = trial.each.reduce((n, x) => n + x.drafts, 0);
  return (
    <Panel title={t('warn.tTry')}>
      <div className="stack" data-trial>
        <b className="sim-count">{t('warn.tTried', { days, alarms: count(trial.alarms), drafts: count(all) })}</b>
        {trial.cut && <p className="group-waiting">{t('warn.tTriedCut')}</p>}
        <Table
          size="small"
          rowKey="name"
          pagination={false}
          dataSource={trial.each}
          columns={[
            { title: t('warn.tName'), dataIndex: 'name' },
            { title: t('warn.tTriedTakes'), align: 'right', render: (_, x) => <span className="num">{count(x.alarms)}</span> },
            { title: t('warn.tTriedDrafts'), align: 'right', render: (_, x) => <b className="num">{count(x.drafts)}</b> },
          ]}
        />
        {trial.drafts.length > 0 && (
          <Table
            size="small"
            rowKey="alarm"
            dataSource={trial.drafts}
            pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
            scroll={{ x: 'max-content' }}
            columns={[
              { title: t('alarm.raisedAt'), render: (_, d) => <TimeText at={d.at} style="short" /> },
              { title: t('alarm.point'), render: (_, d) => `${d.area_name} ${d.title}` },
              { title: t('warn.tThen'), render: (_, d) => `${events.find((e) => e.code === d.event)?.name ?? d.event} ${t(`warn.${d.colour as 'red'}`)}` },
              { title: t('warn.tName'), dataIndex: 'trigger' },
              { title: t('warn.tTriedJoined'), align: 'right', render: (_, d) => <span className="num">{count(d.joined)}</span> },
            ]}
          />
        )}
        {trial.others > 0 && <span className="faint">{t('warn.tTriedOthers', { n: count(trial.others) })}</span>}
      </div>
    </Panel>
  );
}
