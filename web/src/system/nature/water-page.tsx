import './nature.css';
import { useQuery } from '@tanstack/react-query';
import { Button, Segmented, Table } from 'antd';
import { lazy, Suspense, useMemo, useState } from 'react';
import { gaugesQuery, waterPointsQuery, type WaterGauge, type WaterPoint } from '@/api/watch';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { AreaFilter } from '@/kit/filters';
import { reading } from '@/kit/number';
import { PageHead } from '@/kit/page';
import { Loaded, Loading, Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { LevelDialog } from './level-dialog';
import { RainDialog } from './rain-dialog';
import { WaterPointPanel } from './water-point';
import { lineWords, StageTag, toneColour } from './words';

const NatureMap = lazy(() => import('./nature-map'));
const tones: Record<string, string> = { dry: 'green', wet: 'blue', warn: 'yellow', close: 'orange', evacuate: 'red', unknown: '', normal: 'green', near: 'blue', over: 'orange', severe: 'red' };
const worseOf = (p: WaterPoint) => (['dry', 'wet', 'warn', 'close', 'evacuate'].indexOf(p.stage) >= ['dry', 'wet', 'warn', 'close', 'evacuate'].indexOf(p.coming) ? p.stage : p.coming);

/** Water-logging points with what the forecast rain will bring, and rivers and reservoirs against their lines. */
export default function WaterPage() {
  const { t } = useT();
  const asked = new URLSearchParams(location.search);
  const [tab, setTab] = useState<'points' | 'gauges'>(asked.get('tab') === 'gauges' ? 'gauges' : 'points');
  const [open, setOpen] = useState(asked.get('open') ?? undefined);
  const [area, setArea] = useState('');
  const [putting, setPutting] = useState<'rain' | 'level'>();
  const mayReport = useMay('nature.water.report');
  const points = useQuery({ ...waterPointsQuery(area || undefined), enabled: tab === 'points' });
  const gauges = useQuery({ ...gaugesQuery(area || undefined), enabled: tab === 'gauges' });
  const pins = useMemo(
    () =>
      tab === 'points'
        ? (points.data ?? []).map((p) => ({ id: p.id, name: tones[worseOf(p)] === 'green' ? '' : p.name, lon: p.lon, lat: p.lat, colour: toneColour[tones[worseOf(p)] ?? ''] ?? '#8a9bb4', glyph: t('nature.glyphPoint') }))
        : (gauges.data ?? []).map((g) => ({ id: g.id, name: ['over', 'severe'].includes(g.stage) ? g.name : '', lon: g.lon, lat: g.lat, colour: toneColour[tones[g.stage] ?? ''] ?? '#8a9bb4', glyph: t(g.kind === 'river-gauge' ? 'nature.glyphRiver' : 'nature.glyphReservoir') })),
    [tab, points.data, gauges.data, t],
  );
  return (
    <>
      <PageHead title={t('nature.water')}>
        <Segmented value={tab} onChange={setTab} options={[{ value: 'points', label: t('nature.points') }, { value: 'gauges', label: t('nature.gauges') }]} />
        <AreaFilter value={area} onChange={setArea} />
        {mayReport && (
          <Button data-act="put-rain" onClick={() => setPutting('rain')}>
            {t('nature.rainPut')}
          </Button>
        )}
        {mayReport && (
          <Button data-act="put-level" onClick={() => setPutting('level')}>
            {t('nature.levelPut')}
          </Button>
        )}
      </PageHead>
      <div className="nature-split">
        <div>
          {tab === 'points' ? <Loaded of={points}>{(d) => <PointTable rows={d} onOpen={setOpen} />}</Loaded> : <Loaded of={gauges}>{(d) => <GaugeTable rows={d} />}</Loaded>}
        </div>
        <div className="nature-map">
          <Suspense fallback={<Loading />}>
            <NatureMap label={t('nature.water')} pins={pins} />
          </Suspense>
        </div>
      </div>
      {putting === 'rain' && <RainDialog onClose={() => setPutting(undefined)} />}
      {putting === 'level' && <LevelDialog onClose={() => setPutting(undefined)} />}
      {tab === 'points' && <WaterPointPanel id={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function PointTable({ rows, onOpen }: { rows: WaterPoint[]; onOpen: (id: string) => void }) {
  const { t } = useT();
  return (
    <Table<WaterPoint>
      size="middle"
      rowKey="id"
      dataSource={rows}
      pagination={rows.length > 40 ? { pageSize: 40, showSizeChanger: false } : false}
      scroll={{ x: 'max-content' }}
      locale={{ emptyText: <Nothing /> }}
      onRow={(p) => ({ className: 'opens', onClick: () => onOpen(p.id) })}
      columns={[
        { title: t('nature.name'), render: (_, p) => <b>{p.name}</b> },
        { title: t('nature.depthNow'), render: (_, p) => <>{p.run.now ? <b className="num">{reading(p.run.now.value)} cm</b> : <span className="faint">–</span>} <StageTag stage={p.stage} /></> },
        { title: t('nature.depthComing'), render: (_, p) => (p.peak ? <><b className="num">{reading(Math.round(p.peak.depth))} cm</b> <StageTag stage={p.coming} /> <TimeText at={p.peak.at} style="minute" /></> : <span className="faint">{t('nature.noForecast')}</span>) },
        { title: t('nature.rainiest'), align: 'right', render: (_, p) => <span className="num">{p.forecast ? `${reading(p.rainiest)} mm` : '–'}</span> },
        { title: t('nature.lines'), render: (_, p) => <span className="num faint">{p.lines.warn}/{p.lines.close}/{p.lines.evacuate} cm</span> },
        { title: t('nature.plan'), render: (_, p) => (p.planned ? t('nature.planned') : <span className="overdue">{t('nature.unplanned')}</span>) },
        { title: t('nature.place'), render: (_, p) => p.area_name },
      ]}
    />
  );
}

function GaugeTable({ rows }: { rows: WaterGauge[] }) {
  const { t } = useT();
  const line = (name: string) => (lineWords[name] ? t(lineWords[name]!) : name);
  return (
    <Table<WaterGauge>
      size="middle"
      rowKey="id"
      dataSource={rows}
      pagination={rows.length > 40 ? { pageSize: 40, showSizeChanger: false } : false}
      scroll={{ x: 'max-content' }}
      locale={{ emptyText: <Nothing /> }}
      columns={[
        { title: t('nature.name'), render: (_, g) => <><b>{g.name}</b> <span className="faint">{g.above}</span></> },
        { title: t('nature.state'), render: (_, g) => <><StageTag stage={g.stage} /> {g.over && <span className="num">{t('nature.beyond', { line: line(g.over), n: g.beyond.toFixed(2) })}</span>}</> },
        { title: t('nature.levelNow'), render: (_, g) => (g.run.now ? <><b className="num">{g.run.now.value.toFixed(2)} m</b> <TimeText at={g.run.now.at} style="minute" /></> : <span className="faint">–</span>) },
        { title: t('nature.trend'), render: (_, g) => (g.run.trend === 'rising' ? <span className="overdue">↑ {t('nature.rising', { n: Math.abs(g.run.per_hour).toFixed(2) })}</span> : g.run.trend === 'falling' ? <>↓ {t('nature.falling', { n: Math.abs(g.run.per_hour).toFixed(2) })}</> : g.run.trend ? t('nature.steady') : '–') },
        { title: t('nature.crest'), render: (_, g) => (g.run.crest ? <><span className="num">{g.run.crest.value.toFixed(2)} m</span> <TimeText at={g.run.crest.at} style="minute" /></> : '–') },
        { title: t('nature.lineNames'), render: (_, g) => <span className="num">{g.lines.map((l) => `${line(l.name)} ${l.level}`).join(' · ')}</span> },
        { title: t('nature.place'), render: (_, g) => g.area_name },
      ]}
    />
  );
}
