import './import.css';
import { useQuery } from '@tanstack/react-query';
import { Table } from 'antd';
import type { Feature, FeatureCollection, Geometry } from 'geojson';
import { lazy, Suspense, useMemo } from 'react';
import { outlineReportQuery, type Import, type OutlineReport } from '@/api/exchange';
import { useT } from '@/i18n/desk';
import { count } from '@/kit/number';
import { Loaded } from '@/kit/states';
import { OutlineMap } from './outline-map';

const MapView = lazy(() => import('@/map/map-view'));

type Row = NonNullable<OutlineReport['outlines']>[number];

const feature = (geometry: unknown, of: string, code: string): Feature[] => (geometry ? [{ type: 'Feature', properties: { of, code: `${of}-${code}` }, geometry: geometry as Geometry }] : []);

/** What a file of outlines changes: each area before and after, what it gains and loses, and what does not fit. */
export default function OutlinePreview({ job }: { job: Import }) {
  const report = useQuery(outlineReportQuery(job.id, job.state));
  return <Loaded of={report}>{(r) => <Preview report={r} />}</Loaded>;
}

function Preview({ report }: { report: OutlineReport }) {
  const { t } = useT();
  const rows = report.outlines;
  const drawn = useMemo<FeatureCollection>(
    () => ({
      type: 'FeatureCollection',
      features: [
        ...rows.flatMap((r) => [...feature(r.before, 'before', r.code), ...feature(r.outline, 'after', r.code), ...feature(r.gained, 'gained', r.code), ...feature(r.lost, 'lost', r.code)]),
        ...report.faults.flatMap((f, i) => feature(f.shape, 'fault', String(i))),
      ],
    }),
    [rows, report.faults],
  );
  if (rows.length === 0) return null;
  const km2 = (m: number) => (m > 0 ? t('exchange.km2', { n: count(Math.round(m / 1e4) / 100) }) : '–');
  return (
    <section aria-label={t('exchange.outlineMap')}>
      <div className="outline-map">
        <Suspense>
          <MapView label={t('exchange.outlineMap')}>
            <OutlineMap shown={drawn} />
          </MapView>
        </Suspense>
        <ul className="outline-legend">
          {(['Before', 'After', 'Gained', 'Lost', 'Fault'] as const).map((k) => (
            <li key={k} data-of={k.toLowerCase()}>
              {t(`exchange.legend${k}`)}
            </li>
          ))}
        </ul>
      </div>
      <Table<Row>
        size="small"
        rowKey="line"
        dataSource={rows}
        pagination={rows.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
        scroll={{ x: 'max-content' }}
        style={{ marginBottom: 12 }}
        columns={[
          { title: t('exchange.line'), width: 64, render: (_, r) => <span className="num">{r.line}</span> },
          { title: t('exchange.outlineArea'), render: (_, r) => `${r.name} ${r.code}` },
          { title: t('exchange.result'), render: (_, r) => t(`exchange.count_${r.class}`) },
          { title: t('exchange.outlineBefore'), align: 'right', render: (_, r) => <span className="num">{km2(r.size_before)}</span> },
          { title: t('exchange.outlineAfter'), align: 'right', render: (_, r) => <span className="num">{km2(r.size)}</span> },
          { title: t('exchange.outlineGained'), align: 'right', render: (_, r) => <span className="num">{km2(r.gained_size)}</span> },
          { title: t('exchange.outlineLost'), align: 'right', render: (_, r) => <span className="num">{km2(r.lost_size)}</span> },
        ]}
      />
    </section>
  );
}
