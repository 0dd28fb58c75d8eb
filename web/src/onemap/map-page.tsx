import './onemap.css';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { kindsQuery, openAlarms } from '@/api/queries';
import type { Alarm, Severity } from '@/api/types';
import { mapNeeds } from '@/app/nav';
import { useMay, useSession } from '@/app/session';
import { useT } from '@/i18n/desk';
import { severities } from '@/kit/alarm-tag';
import { AlarmLayer } from '@/map/alarm-layer';
import { AreaLayers } from '@/map/area-layers';
import { ElementLayers } from '@/map/element-layers';
import { IncidentLayer, WarningLayer } from '@/map/event-layers';
import { ShapeLayers } from '@/map/shape-layers';
import { FlyTo, PickThings, type Picked } from '@/map/interact';
import { MapButtons } from '@/map/map-buttons';
import MapView from '@/map/map-view';
import { AlarmDrawer } from '@/system/monitor/alarm-drawer';
import { useAlarmActs } from '@/system/monitor/alarm-acts';
import { ShelveDialog } from '@/system/monitor/shelve-dialog';
import { ActionColumn } from './action-column';
import { ElementDrawer } from './element-drawer';
import { LayerBox } from './layer-box';
import { SearchBox } from './search-box';
import type { Found } from './search-options';
import { StateColumn } from './state-column';
import { useOngoing, useWarnings } from './use-ongoing';
import { NoMap } from './no-map';

const usual = ['enterprise', 'hazard-source', 'depot'];

/** 一张图: the city, what is wrong in it, and the next step. */
export default function MapPage() {
  const sees = useMay(...mapNeeds);
  const { data } = useSession();
  return sees ? <OneMap /> : <NoMap me={data ?? undefined} />;
}

function OneMap() {
  const { t } = useT();
  const go = useNavigate();
  const { at = '' } = useSearch({ from: '/' });
  const [what, id] = [at.slice(0, at.indexOf(':')), at.slice(at.indexOf(':') + 1)];
  const acts = useAlarmActs();
  const alarms = useQuery(openAlarms);
  const kinds = useQuery(kindsQuery);
  const incidents = useOngoing();
  const warnings = useWarnings();
  const [layers, setLayers] = useState<Set<string>>(new Set(usual));
  const [left, setLeft] = useState(() => window.innerWidth >= 1500);
  const [right, setRight] = useState(() => window.innerWidth >= 900);
  const [shelving, setShelving] = useState<Alarm>();
  const [ready, setReady] = useState(false);
  const drawn = useCallback(() => setReady(true), []);
  const [target, setTarget] = useState<{ lon: number; lat: number }>();

  const open = useMemo(() => (alarms.data ?? []).filter((a) => a.state !== 'shelved'), [alarms.data]);
  const worst = useMemo(() => worstByDistrict(open), [open]);
  const show = useCallback((s: string) => void go({ to: '/', search: s ? { at: s } : {}, replace: true }), [go]);
  const pick = useCallback(
    (p: Picked | undefined) => {
      if (p?.what === 'incident') void go({ to: '/command/incidents/$id', params: { id: p.id } });
      else show(p ? `${p.what}:${p.id}` : '');
    },
    [go, show],
  );
  const openAlarm = (a: Alarm) => {
    show(`alarm:${a.id}`);
    if (a.lon !== undefined && a.lat !== undefined) setTarget({ lon: a.lon, lat: a.lat });
  };
  const found = (f: Found) => {
    if (f.lon || f.lat) setTarget({ lon: f.lon, lat: f.lat });
    if (f.what === 'element') {
      show(`element:${f.id}`);
      setLayers((old) => new Set(old).add(f.kind));
    } else if (f.what === 'other') {
      const here = f.link.startsWith('/?at=');
      if (here) show(decodeURIComponent(f.link.slice('/?at='.length)));
      else void go({ href: f.link });
    }
  };
  const current = what === 'alarm' ? open.find((a) => a.id === id) : undefined;
  const asked = what === 'place' ? placeOf(id) : undefined;
  const place = target ?? asked ?? (current?.lon !== undefined && current.lat !== undefined ? { lon: current.lon, lat: current.lat } : undefined);

  return (
    <div className="onemap">
      <MapView label={t('map.label')} padding={{ left: left ? 330 : 60, right: right ? 370 : 20, top: 10, bottom: 10 }}>
        <AreaLayers worst={worst} fit={!place} onDrawn={drawn} />
        {ready && <ShapeLayers kinds={kinds.data ?? []} on={layers} />}
        {ready && <ElementLayers kinds={kinds.data ?? []} on={layers} />}
        <WarningLayer warnings={warnings} />
        <AlarmLayer alarms={open} />
        <IncidentLayer incidents={incidents} />
        <PickThings onPick={pick} />
        <FlyTo lon={place?.lon} lat={place?.lat} />
        <MapButtons />
      </MapView>
      <StateColumn open={left} onToggle={() => setLeft(!left)} alarms={open} />
      <div className="map-tools" style={{ left: left ? 336 : 60 }}>
        <SearchBox onFound={found} />
        <LayerBox kinds={kinds.data ?? []} on={layers} onChange={setLayers} />
      </div>
      <ActionColumn
        open={right}
        onToggle={() => setRight(!right)}
        alarms={open}
        incidents={incidents}
        warnings={warnings}
        acts={acts}
        onAlarm={openAlarm}
      />
      <AlarmDrawer id={what === 'alarm' ? id : ''} acts={acts} onShelve={setShelving} onClose={() => show('')} />
      <ElementDrawer id={what === 'element' ? id : ''} onClose={() => show('')} />
      <ShelveDialog alarm={shelving} acts={acts} onClose={() => setShelving(undefined)} />
    </div>
  );
}

/** The worst severity that is not yet acknowledged in each district (the first six digits of the area). */
function worstByDistrict(alarms: Alarm[]): Record<string, Severity> {
  const out: Record<string, Severity> = {};
  for (const a of alarms) {
    if (a.state === 'acknowledged') continue;
    const d = a.area.slice(0, 6);
    const known = out[d];
    if (!known || severities.indexOf(a.severity) < severities.indexOf(known)) out[d] = a.severity;
  }
  return out;
}

/** "123.4,41.8" as a place; undefined for anything else. */
function placeOf(text: string): { lon: number; lat: number } | undefined {
  const [lon, lat] = text.split(',').map(Number);
  return Number.isFinite(lon) && Number.isFinite(lat) ? { lon: lon!, lat: lat! } : undefined;
}
