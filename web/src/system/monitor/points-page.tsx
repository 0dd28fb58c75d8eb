import './monitor.css';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { proposedLimitsQuery } from '@/api/rules';
import type { Point } from '@/api/types';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { AreaFilter, TextFilter } from '@/kit/filters';
import { ListTable } from '@/kit/list-table';
import { PageHead } from '@/kit/page';
import { TimeText } from '@/kit/time-text';
import { ValueChart } from '@/kit/value-chart';
import { SidePanel } from '@/kit/side-panel';
import { LimitsText, QualityText, useReading } from '@/kit/point-parts';
import { Loaded } from '@/kit/states';
import { LimitsPanel } from './limits-panel';

/** All measuring points with their present value; a row opens its chart. */
export default function PointsPage() {
  const { t } = useT();
  const read = useReading();
  const [q, setQ] = useState('');
  const [area, setArea] = useState('');
  const go = useNavigate();
  const f: { open?: string } = useSearch({ from: '/monitor/points' });
  const setOpen = (id?: string) => void go({ to: '/monitor/points', search: { open: id }, replace: true });
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
      <Waiting onOpen={setOpen} />
      <div className="filters">
        <AreaFilter value={area} onChange={setArea} />
        <TextFilter value={q} onChange={setQ} hint={t('alarm.filterText')} />
      </div>
      <ListTable<Point>
        of={points}
        rowKey="id"
        empty={t('alarm.noPoints')}
        onOpen={(p) => setOpen(p.id)}
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
      <PointPanel id={f.open ?? ''} onClose={() => setOpen()} />
    </>
  );
}

/** One point: its values and its limits. */
function PointPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const mayLimits = useMay('signal.rule.read');
  const q = useQuery({ queryKey: ['points', 'one', id], enabled: id !== '', refetchInterval: 10_000, queryFn: () => body(api.GET('/api/signal/points/{id}', { params: { path: { id } } })) });
  const p = q.data;
  return (
    <SidePanel open={id !== ''} onClose={onClose} width={680} title={p && `${p.element_name} · ${p.title || p.key}`}>
      <Loaded of={q}>
        {(d) => (
          <div className="stack">
            <ValueChart point={d.id} name={d.title || d.key} limits={d.limits} height={260} />
            {mayLimits && <LimitsPanel point={d.id} />}
          </div>
        )}
      </Loaded>
    </SidePanel>
  );
}

/** The points whose limits wait for approval. */
function Waiting({ onOpen }: { onOpen: (id: string) => void }) {
  const { t } = useT();
  const may = useMay('signal.rule.read');
  const q = useQuery({ ...proposedLimitsQuery, enabled: may });
  const list = q.data?.items ?? [];
  if (list.length === 0) return null;
  return (
    <p className="group-waiting" data-limits="waiting">
      {t('limit.waiting', { n: list.length })}
      {list.slice(0, 5).map((v) => (
        <Button key={v.point} type="link" size="small" onClick={() => onOpen(v.point)}>
          {v.element_name} {v.point_title}
        </Button>
      ))}
    </p>
  );
}
