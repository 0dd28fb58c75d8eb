import './nature.css';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Segmented, Table } from 'antd';
import { lazy, Suspense, useMemo, useState } from 'react';
import { typhoonsQuery, type TyphoonView } from '@/api/watch';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { reading } from '@/kit/number';
import { PageHead, Panel } from '@/kit/page';
import { Loaded, Loading, Nothing } from '@/kit/states';
import { shanghai } from '@/kit/time';
import { TimeText } from '@/kit/time-text';
import { bounds } from '@/map/outer-edge';
import { features } from './track-features';
import { TyphoonDialog } from './typhoon-dialog';

const NatureMap = lazy(() => import('./nature-map'));

/** Typhoons: the track as observed and forecast, wind circles, doubt, and when it comes to the city. */
export default function TyphoonPage() {
  const { t } = useT();
  const all = useQuery(typhoonsQuery());
  const [number, setNumber] = useState<string>();
  const [putting, setPutting] = useState(false);
  const mayPut = useMay('nature.typhoon.put');
  return (
    <>
      <PageHead title={t('nature.typhoon')}>
        {(all.data?.length ?? 0) > 1 && <Segmented value={number ?? all.data![0]!.bulletin.number} onChange={setNumber} options={all.data!.map((v) => ({ value: v.bulletin.number, label: `${v.bulletin.number} ${v.bulletin.name}` }))} />}
        {mayPut && (
          <Button data-act="put-typhoon" onClick={() => setPutting(true)}>
            {t('nature.tyPut')}
          </Button>
        )}
      </PageHead>
      {putting && <TyphoonDialog before={all.data?.find((x) => x.bulletin.number === number) ?? all.data?.[0]} onClose={() => setPutting(false)} onKept={setNumber} />}
      <Loaded of={all}>
        {(d) => {
          const v = d.find((x) => x.bulletin.number === number) ?? d[0];
          return v ? <OneTyphoon v={v} /> : <Nothing title={t('nature.noTyphoon')} />;
        }}
      </Loaded>
    </>
  );
}

function OneTyphoon({ v }: { v: TyphoonView }) {
  const { t, say } = useT();
  const rings = useMemo(() => features(v), [v]);
  const track = v.bulletin.track;
  const around = useMemo(() => boxOf(v, rings), [v, rings]);
  const now = [...track].reverse().find((f) => !f.forecast) ?? track[0]!;
  const mayWarn = useMay('warn.warning.publish');
  const text = useTyphoonText()(v);
  return (
    <div className="nature-split">
      <div className="nature-map">
        <Suspense fallback={<Loading />}>
          <NatureMap label={t('nature.typhoon')} pins={[{ id: 'now', name: `${v.bulletin.name} ${say(v.grade)}`, lon: now.lon, lat: now.lat, colour: '#ff4d4f', glyph: t('nature.glyphTyphoon') }]} rings={rings} fit={false} around={around} />
        </Suspense>
      </div>
      <div>
        <Panel extra={mayWarn && !v.over && <Link to="/warn/publications/new" search={{ event: '11B01', description: text, source: `${v.bulletin.issuer} ${v.bulletin.number}` }}>{t('nature.toWarning')}</Link>} title={<>{v.bulletin.number} {v.bulletin.name} <span className="tag tag-red">{say(v.grade)}</span> {v.over && <span className="tag tag-plain">{t('nature.over_')}</span>}</>}>
          <p className="faint">{t('nature.issued', { who: v.bulletin.issuer, at: shanghai(v.bulletin.issued_at, 'minute'), n: v.issues })}</p>
          <p>
            {t('nature.wind')} <b className="num">{reading(Math.round(now.wind))} m/s</b> · {t('nature.pressure')} <b className="num">{reading(Math.round(now.pressure))} hPa</b> · {t('nature.nearest', { km: v.nearest.distance, at: shanghai(v.nearest.at, 'minute') })}
          </p>
        </Panel>
        <Panel title={t('nature.arrivals')}>
          <Table
            size="small"
            rowKey="beaufort"
            pagination={false}
            dataSource={v.arrivals}
            locale={{ emptyText: t('nature.notReached') }}
            columns={[
              { title: '', render: (_, a) => <b>{t('nature.circle', { n: a.beaufort })}</b> },
              { title: t('nature.early'), render: (_, a) => <TimeText at={a.early} style="minute" /> },
              { title: t('nature.begins'), render: (_, a) => (a.begins ? <TimeText at={a.begins} style="minute" /> : t('nature.notReached')) },
              { title: t('nature.ends'), render: (_, a) => <TimeText at={a.ends} style="minute" /> },
            ]}
          />
        </Panel>
        <Panel title={t('nature.track')}>
          <Table
            size="small"
            rowKey="at"
            pagination={{ pageSize: 8, showSizeChanger: false, size: 'small', defaultCurrent: Math.max(1, Math.ceil(track.filter((f) => !f.forecast).length / 8)) }}
            dataSource={[...track]}
            scroll={{ x: 'max-content' }}
            columns={[
              { title: t('nature.at'), render: (_, f) => <TimeText at={f.at} style="minute" /> },
              { title: '', render: (_, f) => (f.forecast ? <span className="faint">{t('nature.forecast')} {f.error ? t('nature.doubt', { n: Math.round(f.error) }) : ''}</span> : t('nature.observed')) },
              { title: t('nature.wind'), align: 'right', render: (_, f) => <span className="num">{Math.round(f.wind)} m/s</span> },
              { title: t('nature.pressure'), align: 'right', render: (_, f) => <span className="num">{Math.round(f.pressure)} hPa</span> },
            ]}
          />
        </Panel>
      </div>
    </div>
  );
}

/** The box that holds the city, the track, the circles and the doubt. */
function boxOf(v: TyphoonView, rings: GeoJSON.FeatureCollection): [number, number, number, number] {
  const [w, s, e, n] = bounds(rings);
  const xs = [v.lon, ...v.bulletin.track.map((f) => f.lon)];
  const ys = [v.lat, ...v.bulletin.track.map((f) => f.lat)];
  return [Math.min(w, ...xs), Math.min(s, ...ys), Math.max(e, ...xs), Math.max(n, ...ys)];
}

/** A bulletin in words, for a warning that is drafted of it. */
function useTyphoonText() {
  const { t, say } = useT();
  return (v: TyphoonView) => {
    const now = [...v.bulletin.track].reverse().find((f) => !f.forecast) ?? v.bulletin.track[0]!;
    const first = t('nature.tyText', {
      issuer: v.bulletin.issuer,
      at: shanghai(v.bulletin.issued_at, 'minute'),
      n: Number(v.bulletin.number.slice(2)),
      name: v.bulletin.name,
      grade: say(v.grade),
      wind: Math.round(now.wind),
      pressure: Math.round(now.pressure),
      km: v.nearest.distance,
      near: shanghai(v.nearest.at, 'minute'),
    });
    return [first, ...v.arrivals.filter((a) => a.begins).map((a) => `${t('nature.tyReach', { n: a.beaufort, at: shanghai(a.begins!, 'minute') })}。`)].join('');
  };
}
