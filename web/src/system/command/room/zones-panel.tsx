import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { liftZone, setZones, zoneHistoryQuery, zoneKinds, zoneRulesQuery, type Room, type Zone } from '@/api/room';
import { kindsQuery } from '@/api/queries';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { count } from '@/kit/number';
import { ReasonDialog } from '@/kit/reason-dialog';
import { Failed, Loading, Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { useActing } from '@/kit/use-act';
import { polygonText } from '@/map/shape';
import type { LonLat } from '@/map/geodesy';
import { PeopleInside } from '@/onemap/people-inside';
import { useReport } from '@/onemap/use-report';
import { ZoneEditor, type Editing } from './zone-editor';

/** The zones that hold, each with what is inside, who set it and its versions; and the way to set them. */
export function ZonesPanel({ room, editing }: { room: Room; editing: Editing }) {
  const { t } = useT();
  const [open, setOpen] = useState(false);
  const history = useQuery(zoneHistoryQuery(room.incident.id));
  const rules = useQuery(zoneRulesQuery);
  const newest = (kind: Zone['kind']) => history.data?.find((z) => z.kind === kind)?.version ?? 0;
  const close = () => {
    setOpen(false);
    editing.clear();
  };
  return (
    <div className="stack">
      {room.may && !open && (
        <div className="row">
          <span className="grow" />
          <Button size="small" type="primary" disabled={!history.data || !rules.data} data-do="set-zones" onClick={() => setOpen(true)}>
            {t('room.setZones')}
          </Button>
        </div>
      )}
      {open && rules.data && <ZoneEditor room={room} rules={rules.data} newest={newest} editing={editing} onClose={close} />}
      {room.zones.length === 0 && !open && <Nothing title={t('room.noZones')} hint={t('room.noZonesHint')} />}
      <ul className="room-list" data-list="zones">
        {room.zones.map((z) => (
          <ZoneCard key={z.kind} z={z} room={room} />
        ))}
      </ul>
      {(history.data ?? []).length > 0 && <Versions list={history.data ?? []} room={room} newest={newest} />}
    </div>
  );
}

function ZoneCard({ z, room }: { z: Zone; room: Room }) {
  const { t, say } = useT();
  const [inside, setInside] = useState(false);
  const [lifting, setLifting] = useState(false);
  const [, act] = useActing('incident');
  const seesCity = useMay('grid.element.read');
  const forces = room.forces.filter((f) => f.zone === z.kind);
  const wrong = forces.filter((f) => f.wrong.zh);
  const lift = (reason: string) => act(() => liftZone(room.incident.id, z.kind, z.version, reason), t('room.lifted', { zone: t(`room.${z.kind}`) }));
  return (
    <li data-zone={z.kind} data-version={z.version} className={wrong.length > 0 ? 'lacks' : ''}>
      <div className="row">
        <i className={`room-swatch zone-${z.kind}`} aria-hidden="true" />
        <b className="grow">{t(`room.${z.kind}`)}</b>
        <span className="faint">
          {t('room.version', { n: z.version })} · {t(`room.method_${z.method}`)}
        </span>
        {room.may && (
          <Button size="small" danger data-do="lift-zone" aria-label={`${t('room.lift')} ${t(`room.${z.kind}`)}`} onClick={() => setLifting(true)}>
            {t('room.lift')}
          </Button>
        )}
      </div>
      <div className="faint room-line">
        <span>{t('room.zoneArea', { n: (z.area / 1e6).toFixed(2) })}</span>
        <span>
          {z.by} <TimeText at={z.at} style="short" />
        </span>
        {z.radius > 0 && (
          <span>
            {t('room.radius')} {z.radius} {t('room.metre')}
          </span>
        )}
        <span>
          {t('room.allowed')} {z.allow.length === 0 ? t('room.allowedAll') : z.allow.map((s) => say(s.title)).join('、')}
        </span>
        {!z.checked && <span className="tag tag-orange">{t('room.unchecked')}</span>}
        {z.note && <span>{z.note}</span>}
      </div>
      <div className="room-line">
        <span>{t('room.forcesInside', { n: forces.length })}</span>
        {wrong.length > 0 && (
          <b className="nobody">
            <span aria-hidden="true">⚠ </span>
            {t('room.wrongInside', { n: wrong.length })}：{wrong.map((f) => f.name).join('、')}
          </b>
        )}
        {seesCity && (
          <Button size="small" type="link" aria-expanded={inside} data-do="inside" onClick={() => setInside(!inside)}>
            {t(inside ? 'room.insideHide' : 'room.inside')}
          </Button>
        )}
      </div>
      {inside && <Inside z={z} />}
      {lifting && <ReasonDialog title={t('room.liftTitle', { zone: t(`room.${z.kind}`) })} onDone={lift} onClose={() => setLifting(false)} />}
    </li>
  );
}

/** The outer ring of a zone, the longest of several. */
function ringOf(shape: unknown): LonLat[] {
  const g = shape as GeoJSON.Polygon | GeoJSON.MultiPolygon;
  const rings = g.type === 'Polygon' ? [g.coordinates[0] ?? []] : g.coordinates.map((p) => p[0] ?? []);
  return rings.toSorted((a, b) => b.length - a.length)[0] as LonLat[];
}

/** What lies inside: persons and sites on record by kind, with the worst by name, and who answers for the place. */
function Inside({ z }: { z: Zone }) {
  const { t, say } = useT();
  const kinds = useQuery(kindsQuery).data ?? none;
  const seesDuty = useMay('duty.post.read');
  const [where] = useState(() => ({ polygon: polygonText(ringOf(z.shape)) }));
  const r = useReport(kinds, where);
  const people = r.found.reduce((n, f) => n + f.people, 0);
  if (r.error !== undefined) return <Failed error={r.error} again={r.again} />;
  if (r.progress < 1) return <Loading />;
  return (
    <div className="room-inside" data-inside={z.kind}>
      {people > 0 && (
        <p>
          <b className="num">{t('room.peopleInside', { n: count(people) })}</b>
        </p>
      )}
      {r.found.length === 0 && <p className="faint">{t('room.nothingInside')}</p>}
      <ul>
        {r.found.map((f) => (
          <li key={f.kind.name}>
            <b>{say(f.kind.title)}</b> <span className="num">{count(f.total)}</span>{' '}
            <span className="faint">
              {f.items.slice(0, 5).map((e) => e.name).join('、')}
              {f.total > 5 && '…'}
            </span>
          </li>
        ))}
      </ul>
      {seesDuty && <PeopleInside where={where} />}
    </div>
  );
}

const none: never[] = [];

/** All versions, the newest first; an earlier outline can be set again. */
function Versions({ list, room, newest }: { list: Zone[]; room: Room; newest: (kind: Zone['kind']) => number }) {
  const { t } = useT();
  const [busy, act] = useActing('incident');
  const rows = zoneKinds.flatMap((k) => list.filter((z) => z.kind === k));
  const stands = (z: Zone) => room.zones.some((x) => x.kind === z.kind && x.version === z.version);
  const restore = (z: Zone) =>
    act(
      () => setZones(room.incident.id, { zones: [{ kind: z.kind, version: newest(z.kind), shape: z.shape, allow: z.allow.length > 0 ? z.allow.map((s) => s.code) : ['*'] }] }),
      t('room.restored', { zone: t(`room.${z.kind}`), n: z.version }),
    );
  return (
    <details className="room-versions">
      <summary>
        {t('room.history')} <span className="num">{list.length}</span>
      </summary>
      <ol className="room-list">
        {rows.map((z) => (
          <li key={`${z.kind} ${z.version}`}>
            <div className="row">
              <i className={`room-swatch zone-${z.kind}`} aria-hidden="true" />
              <span className="grow">
                {t(`room.${z.kind}`)} {t('room.version', { n: z.version })} · {z.state === 'lifted' ? t('room.lift') : t(`room.method_${z.method}`)}
              </span>
              <span className="faint">
                {z.by} <TimeText at={z.at} style="short" />
              </span>
              {room.may && !stands(z) && z.state !== 'lifted' && (
                <Button size="small" loading={busy} data-do="restore-zone" onClick={() => void restore(z)}>
                  {t('room.restore')}
                </Button>
              )}
            </div>
            {z.note && <div className="faint">{z.note}</div>}
          </li>
        ))}
      </ol>
    </details>
  );
}
