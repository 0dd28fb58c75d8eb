import { Table } from 'antd';
import type { SourcePoint } from '@/api/watch';
import { useT } from '@/i18n/desk';
import { LimitsText, useReading } from '@/kit/point-parts';
import { TimeText } from '@/kit/time-text';
import { Spark } from './spark';
import { PlaceTag, placeOf } from './words';

const order = ['hh', 'll', 'h', 'l', 'normal', 'none'];

/** Values with their limits, those beyond one first; a row shows its trend. Small lines stand beside the first dozen. */
export function ValueTable({ points, chosen, onChoose }: { points: SourcePoint[]; chosen?: string; onChoose: (id: string) => void }) {
  const { t } = useT();
  const read = useReading();
  const rows = [...points].sort((a, b) => order.indexOf(placeOf(a)) - order.indexOf(placeOf(b)) || a.id.localeCompare(b.id));
  const sparks = new Set(rows.slice(0, 12).map((p) => p.id));
  return (
    <Table<SourcePoint>
      size="small"
      rowKey="id"
      dataSource={rows}
      pagination={rows.length > 15 ? { pageSize: 12, showSizeChanger: false, size: 'small' } : false}
      scroll={{ x: 'max-content' }}
      onRow={(p) => ({ onClick: () => onChoose(p.id), className: p.id === chosen ? 'opens value-on' : 'opens' })}
      columns={[
        { title: t('hazard.point'), render: (_, p) => p.title || p.key },
        { title: t('hazard.value'), align: 'right', render: (_, p) => <b className="num">{read(p)}</b> },
        { title: t('hazard.state'), render: (_, p) => <PlaceTag place={placeOf(p)} /> },
        { title: t('hazard.limits'), render: (_, p) => <LimitsText limits={p.limits} /> },
        { title: t('hazard.trend1h'), render: (_, p) => (sparks.has(p.id) ? <Spark point={p.id} name={p.title} limits={p.limits} /> : <span className="faint">–</span>) },
        { title: t('alarm.observedAt'), render: (_, p) => <TimeText at={p.observed_at} style="clock" /> },
      ]}
    />
  );
}
