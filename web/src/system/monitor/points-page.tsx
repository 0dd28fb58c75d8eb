import './monitor.css';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, body } from '@/api/client';
import type { Point } from '@/api/types';
import { useT } from '@/i18n/desk';
import { AreaFilter, TextFilter } from '@/kit/filters';
import { ListTable } from '@/kit/list-table';
import { PageHead } from '@/kit/page';
import { TimeText } from '@/kit/time-text';
import { ValueChart } from '@/kit/value-chart';
import { SidePanel } from '@/kit/side-panel';
import { LimitsText, QualityText, useReading } from '@/kit/point-parts';

/** All measuring points with their present value; a row opens its chart. */
export default function PointsPage() {
  const { t } = useT();
  const read = useReading();
  const [q, setQ] = useState('');
  const [area, setArea] = useState('');
  const [open, setOpen] = useState<Point>();
  const points = useInfiniteQuery({
    queryKey: ['points', 'list', q, area],
    initialPageParam: '',
    refetchInterval: 10_000,
    queryFn: ({ pageParam }) =>
      body(
        api.GET('/api/signal/points', {
          params: { query: { q: q || undefined, area: area || undefined, limit: 50, cursor: pageParam } },
        }),
      ),
    getNextPageParam: (last) => last.next || undefined,
  });
  return (
    <>
      <PageHead title={t('shell.points')} />
      <div className="filters">
        <AreaFilter value={area} onChange={setArea} />
        <TextFilter value={q} onChange={setQ} hint={t('alarm.filterText')} />
      </div>
      <ListTable<Point>
        of={points}
        rowKey="id"
        empty={t('alarm.noPoints')}
        onOpen={setOpen}
        columns={[
          {
            title: t('alarm.place'),
            render: (_, p) => (
              <Link to="/grid/elements/$id" params={{ id: p.element }} onClick={(e) => e.stopPropagation()}>
                {p.element_name}
              </Link>
            ),
          },
          { title: t('alarm.point'), render: (_, p) => <>{p.title || p.key} <span className="faint">{p.id}</span></> },
          { title: t('alarm.reading'), align: 'right', render: (_, p) => <b className="num">{read(p)}</b> },
          { title: t('alarm.limits'), render: (_, p) => p.states?.length ? <span className="faint">–</span> : <LimitsText limits={p.limits} /> },
          { title: t('alarm.quality_'), render: (_, p) => <QualityText quality={p.quality} /> },
          { title: t('alarm.observedAt'), render: (_, p) => <TimeText at={p.observed_at} /> },
          { title: t('alarm.device'), dataIndex: 'device' },
        ]}
      />
      <SidePanel open={open !== undefined} onClose={() => setOpen(undefined)} width={560} title={`${open?.element_name ?? ''} · ${open?.title || open?.key || ''}`}>
        {open && <ValueChart point={open.id} name={open.title || open.key} limits={open.limits} height={300} />}
      </SidePanel>
    </>
  );
}
