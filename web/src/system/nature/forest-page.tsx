import './nature.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Select, Table } from 'antd';
import { lazy, Suspense, useMemo, useState } from 'react';
import { api, body } from '@/api/client';
import { forestQuery, sightingsQuery, type FireList, type Sighting } from '@/api/watch';
import { useMay } from '@/app/session';
import { useT, type Key } from '@/i18n/desk';
import { reading } from '@/kit/number';
import { PageHead, Panel } from '@/kit/page';
import { errorSentence, Loaded, Loading, Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { WeatherDialog } from './weather-dialog';
import { toneColour, ToneTag } from './words';

const NatureMap = lazy(() => import('./nature-map'));
const states: Record<Sighting['state'], [Key, string]> = { new: ['nature.unjudged', 'orange'], confirmed: ['nature.confirmed', 'red'], dismissed: ['nature.dismissed', 'green'], over: ['nature.ended', 'green'] };

/** The danger of forest fire of every district, and what was seen from satellites, towers and drones. */
export default function ForestPage() {
  const { t } = useT();
  const forest = useQuery(forestQuery);
  const sightings = useQuery(sightingsQuery);
  const mayPut = useMay('nature.forest.put');
  const [putting, setPutting] = useState(false);
  const shown = useMemo(() => (sightings.data ?? []).filter((g) => g.main === '' && (g.state === 'new' || g.state === 'confirmed')), [sightings.data]);
  const pins = useMemo(() => shown.map((g) => ({ id: g.id, name: g.source, lon: g.lon, lat: g.lat, colour: toneColour[states[g.state][1]] ?? '#ff9f2e', glyph: t(`nature.${g.kind}`).slice(0, 1) })), [shown, t]);
  const rings = useMemo(() => bearings(sightings.data ?? []), [sightings.data]);
  return (
    <>
      <PageHead title={t('nature.forest')} note={forest.data?.day} />
      <Panel title={t('nature.danger')} extra={<>
          <span className="faint">{t('nature.legend')}</span>
          {mayPut && <Button size="small" data-do="weather" onClick={() => setPutting(true)}>{t('nature.weatherPut')}</Button>}
        </>}>
        {putting && <WeatherDialog day={forest.data?.day} onClose={() => setPutting(false)} />}
        <Loaded of={forest}>{(d) => <Danger d={d} />}</Loaded>
      </Panel>
      <div className="nature-split">
        <div>
          <Panel title={t('nature.sightings')}>
            <Loaded of={sightings}>{(d) => <SightingTable rows={d} />}</Loaded>
          </Panel>
        </div>
        <div className="nature-map">
          <Suspense fallback={<Loading />}>
            <NatureMap label={t('nature.sightings')} pins={pins} rings={rings} />
          </Suspense>
        </div>
      </div>
    </>
  );
}

function Danger({ d }: { d: FireList }) {
  const { t, say } = useT();
  if (d.items.length === 0) return <Nothing title={t('nature.noDanger')} />;
  return (
    <div className="danger-grid">
      {d.items.map((a) => {
        const level = d.levels.find((l) => l.level === a.today?.level);
        const most = Math.max(1, ...a.before.map((x) => x.fwi));
        return (
          <div key={a.area} className={`danger-card danger-${a.today?.level ?? 0}`}>
            <b>{a.area_name}</b>
            <div>{level ? say(level.title) : <span className="faint">{t('nature.noDanger')}</span>}</div>
            {a.today && (
              <div className="faint num">
                {t('nature.todayInputs', { fwi: reading(Math.round(a.today.fwi * 10) / 10), temperature: a.today.temperature, humidity: a.today.humidity, wind: a.today.wind, rain: a.today.rain })}
              </div>
            )}
            <div className="danger-bars" role="img" aria-label={t('nature.index')}>
              {a.before.map((x) => (
                <i key={x.day} title={`${x.day} ${Math.round(x.fwi)}`} style={{ height: `${(100 * x.fwi) / most}%` }} />
              ))}
            </div>
          </div>
        );
      })}
    </div>
  );
}

function SightingTable({ rows }: { rows: Sighting[] }) {
  const { t } = useT();
  const may = useMay('nature.sighting.judge');
  const main = rows.filter((g) => g.main === '');
  return (
    <Table<Sighting>
      size="middle"
      rowKey="id"
      dataSource={main}
      pagination={main.length > 30 ? { pageSize: 30, showSizeChanger: false } : false}
      scroll={{ x: 'max-content' }}
      locale={{ emptyText: <Nothing title={t('nature.noSightings')} /> }}
      expandable={{
        rowExpandable: (g) => rows.some((x) => x.main === g.id),
        expandedRowRender: (g) => (
          <ul className="people-list">
            {rows.filter((x) => x.main === g.id).map((x) => (
              <li key={x.id}>
                <span>{t(`nature.${x.kind}`)} {x.source} {x.what}</span>
                {may && <Act id={x.id} word={t('nature.split')} send={() => body(api.POST('/api/nature/sightings/{id}/split', { params: { path: { id: x.id } } }))} />}
              </li>
            ))}
          </ul>
        ),
      }}
      columns={[
        { title: t('nature.state'), render: (_, g) => <ToneTag tone={states[g.state][1]} text={t(states[g.state][0])} /> },
        { title: t('nature.source'), render: (_, g) => <>{t(`nature.${g.kind}`)} <b>{g.source}</b> <div className="faint">{g.what}</div></> },
        { title: t('nature.radius'), render: (_, g) => (g.placed ? <span className="num">±{Math.round(g.radius)} m</span> : <span className="overdue">{t('nature.onlyBearing', { n: Math.round(g.bearing ?? 0) })}</span>) },
        { title: t('nature.seenAt'), render: (_, g) => <TimeText at={g.seen_at} style="minute" /> },
        { title: t('nature.place'), render: (_, g) => g.area_name },
        ...(may ? [{ title: '', render: (_: unknown, g: Sighting) => <Acts g={g} others={main} /> }] : []),
      ]}
    />
  );
}

function Act({ id, word, send, primary, disabled }: { id: string; word: string; send: () => Promise<unknown>; primary?: boolean; disabled?: boolean }) {
  const { t } = useT();
  const { message } = App.useApp();
  const client = useQueryClient();
  const act = useMutation({
    mutationFn: send,
    onSuccess: () => {
      void message.success(t('nature.done'));
      void client.invalidateQueries({ queryKey: ['sightings'] });
    },
    onError: (e) => void message.error(errorSentence(e, t)),
  });
  return (
    <Button key={id} size="small" type={primary ? 'primary' : 'default'} danger={primary} disabled={disabled} loading={act.isPending} onClick={() => act.mutate()}>
      {word}
    </Button>
  );
}

function Acts({ g, others }: { g: Sighting; others: Sighting[] }) {
  const { t } = useT();
  const { modal, message } = App.useApp();
  const client = useQueryClient();
  const judge = (state: 'confirmed' | 'dismissed' | 'over', reason?: string) => body(api.POST('/api/nature/sightings/{id}/judge', { params: { path: { id: g.id } }, body: { state, reason } }));
  const again = () => client.invalidateQueries({ queryKey: ['sightings'] });
  if (g.state === 'confirmed') return <Act id={g.id} word={t('nature.end')} send={() => judge('over')} />;
  if (g.state !== 'new') return null;
  const dismiss = () => {
    let reason = '';
    modal.confirm({
      title: t('nature.dismiss'),
      content: <Input.TextArea rows={2} maxLength={500} placeholder={t('nature.reason')} aria-label={t('nature.reason')} onChange={(e) => (reason = e.target.value)} />,
      onOk: () => judge('dismissed', reason).then(again).catch((e: unknown) => void message.error(errorSentence(e, t))),
    });
  };
  const merge = (into: string) =>
    body(api.POST('/api/nature/sightings/{id}/merge', { params: { path: { id: g.id } }, body: { into } }))
      .then(() => (void message.success(t('nature.mergeDone')), again()))
      .catch((e: unknown) => void message.error(errorSentence(e, t)));
  return (
    <span className="row" title={t('nature.confirmHint')}>
      <Act id={g.id} word={t('nature.confirm')} primary disabled={!g.placed} send={() => judge('confirmed')} />
      <Button size="small" onClick={dismiss}>{t('nature.dismiss')}</Button>
      <Select size="small" value={null} placeholder={t('nature.mergeInto')} aria-label={t('nature.mergeInto')} style={{ width: 120 }} onChange={(v: string | null) => v && void merge(v)} options={others.filter((o) => o.id !== g.id && (o.state === 'new' || o.state === 'confirmed')).map((o) => ({ value: o.id, label: `${t(`nature.${o.kind}`)} ${o.source}` }))} />
    </span>
  );
}

/** The lines of sight of towers, and the circle in which each sighting may lie. */
function bearings(list: Sighting[]): GeoJSON.FeatureCollection {
  const out: GeoJSON.Feature[] = [];
  for (const g of list) {
    if (g.state !== 'new' && g.state !== 'confirmed') continue;
    if (typeof g.bearing !== 'number' || (g.from_lon === 0 && g.from_lat === 0)) continue;
    const far = g.distance || 8000;
    const turn = (g.bearing * Math.PI) / 180;
    const lat = g.from_lat + (far * Math.cos(turn)) / 111_195;
    const lon = g.from_lon + (far * Math.sin(turn)) / (111_195 * Math.cos((g.from_lat * Math.PI) / 180));
    out.push({ type: 'Feature', properties: { colour: '#ff9f2e', dashed: true }, geometry: { type: 'LineString', coordinates: [[g.from_lon, g.from_lat], [lon, lat]] } });
  }
  return { type: 'FeatureCollection', features: out };
}
