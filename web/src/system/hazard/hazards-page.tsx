import './hazard.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Segmented, Table } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { sourcesQuery, type SourceOnly, type WatchedSource } from '@/api/watch';
import { useT, type Key } from '@/i18n/desk';
import { SeverityTag } from '@/kit/alarm-tag';
import { AreaFilter, TextFilter } from '@/kit/filters';
import { count, reading } from '@/kit/number';
import { PageHead } from '@/kit/page';
import { Loaded, Loading, Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { LevelTag, PromiseTag } from './words';

const SourcesMap = lazy(() => import('./sources-map'));
const filters: [SourceOnly | '', Key][] = [
  ['', 'hazard.all'],
  ['alarm', 'hazard.onlyAlarm'],
  ['beyond', 'hazard.onlyBeyond'],
  ['offline', 'hazard.onlyOffline'],
  ['promise', 'hazard.onlyPromise'],
  ['review', 'hazard.onlyReview'],
];

/** All major hazard sources: what wants somebody first, as a table or on the map. */
export default function HazardsPage() {
  const { t } = useT();
  const [q, setQ] = useState('');
  const [area, setArea] = useState('');
  const [only, setOnly] = useState<SourceOnly | ''>('');
  const [view, setView] = useState<'table' | 'map'>('table');
  const sources = useQuery(sourcesQuery({ q: q || undefined, area: area || undefined, only: only || undefined }));
  const s = sources.data?.summary;
  return (
    <>
      <PageHead title={t('hazard.sources')} note={s && t('hazard.note', { n: count(s.sources), e: count(s.enterprises) })}>
        <Segmented value={view} onChange={setView} options={[{ value: 'table', label: t('hazard.table') }, { value: 'map', label: t('hazard.map') }]} />
      </PageHead>
      {s && (
        <div className="hazard-sums">
          <Sum word={t('hazard.alarmed')} n={s.alarmed} bad={s.alarmed > 0} />
          <Sum word={t('hazard.onlyBeyond')} n={s.beyond} bad={s.beyond > 0} />
          <Sum word={t('hazard.online')} n={s.points === 0 ? '–' : `${Math.round((1000 * s.online) / s.points) / 10}%`} />
          <Sum word={t('hazard.promised')} n={`${s.made}/${s.asked}`} bad={s.late > 0} />
          {s.levels.map((n, i) => (
            <div key={i}>
              <LevelTag level={i + 1} /> <b>{n}</b>
            </div>
          ))}
        </div>
      )}
      <div className="filters">
        <Segmented value={only} onChange={setOnly} options={filters.map(([value, key]) => ({ value, label: t(key) }))} />
        <AreaFilter value={area} onChange={setArea} />
        <TextFilter value={q} onChange={setQ} hint={t('hazard.search')} />
      </div>
      <Loaded of={sources}>
        {(d) =>
          view === 'map' ? (
            <div className="hazard-map">
              <Suspense fallback={<Loading />}>
                <SourcesMap sources={d.items} />
              </Suspense>
            </div>
          ) : (
            <SourceTable rows={d.items} />
          )
        }
      </Loaded>
    </>
  );
}

function Sum({ word, n, bad }: { word: string; n: number | string; bad?: boolean }) {
  return (
    <div>
      <span className="faint">{word}</span>
      <b className={bad ? 'overdue' : ''}>{n}</b>
    </div>
  );
}

export function SourceTable({ rows }: { rows: WatchedSource[] }) {
  const { t } = useT();
  const go = useNavigate();
  return (
    <Table<WatchedSource>
      size="middle"
      rowKey="id"
      dataSource={rows}
      pagination={false}
      scroll={{ x: 'max-content' }}
      locale={{ emptyText: <Nothing title={t('hazard.none')} /> }}
      onRow={(s) => ({ className: 'opens', onClick: () => void go({ to: '/monitor/hazards/$id', params: { id: s.id } }) })}
      columns={[
        {
          title: t('hazard.name'),
          render: (_, s) => (
            <Link to="/monitor/hazards/$id" params={{ id: s.id }} onClick={(e) => e.stopPropagation()}>
              <b>{s.name}</b>
            </Link>
          ),
        },
        { title: t('hazard.level'), render: (_, s) => <><LevelTag level={s.level} /> <span className="num faint">R {reading(s.r)}</span></> },
        { title: t('hazard.chemicals'), render: (_, s) => s.chemicals.join('、') },
        {
          title: t('hazard.alarms'),
          render: (_, s) =>
            s.worst ? (
              <>
                <SeverityTag severity={s.worst} /> <span className="num">{t('hazard.alarmCount', { n: s.alarms, u: s.unseen })}</span>
              </>
            ) : (
              <span className="faint">{t('hazard.noAlarm')}</span>
            ),
        },
        { title: t('hazard.beyond'), align: 'right', render: (_, s) => <span className={s.beyond > 0 ? 'num overdue' : 'num faint'}>{s.beyond}</span> },
        { title: t('hazard.online'), align: 'right', render: (_, s) => <span className={s.online < s.points ? 'num overdue' : 'num'}>{s.online}/{s.points}</span> },
        { title: t('hazard.promise'), render: (_, s) => <PromiseTag standing={s.promise} /> },
        { title: t('hazard.inspected'), render: (_, s) => <TimeText at={s.inspected_at} style="minute" /> },
        { title: t('incident.area'), render: (_, s) => s.area_name },
      ]}
    />
  );
}
