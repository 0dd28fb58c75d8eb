import './onemap.css';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { App } from 'antd';
import type { Map } from 'maplibre-gl';
import { useCallback, useMemo, useRef, useState } from 'react';
import { kindsQuery } from '@/api/queries';
import type { Alarm } from '@/api/types';
import { mapNeeds } from '@/app/nav';
import { useMay, useSession } from '@/app/session';
import { useT } from '@/i18n/desk';
import { inGeometry, type LonLat } from '@/map/geodesy';
import type { Picked } from '@/map/interact';
import { AlarmDrawer } from '@/system/monitor/alarm-drawer';
import { useAlarmActs } from '@/system/monitor/alarm-acts';
import { ShelveDialog } from '@/system/monitor/shelve-dialog';
import { ActionColumn } from './action-column';
import { AreaBar } from './area-bar';
import { useNamed } from './area-words';
import { ElementDrawer } from './element-drawer';
import { useHappenings } from './event-kinds';
import { KeySheet } from './key-sheet';
import { layerOf, switched } from './layer-tree';
import { Legend } from './legend';
import { MapCanvas } from './map-canvas';
import { MapPanels } from './map-panels';
import { NoMap } from './no-map';
import { PrintView } from './print-view';
import { ReplayBar } from './replay-bar';
import { ShapeReport } from './shape-report';
import { SearchBox } from './search-box';
import type { Found } from './search-options';
import { StateColumn } from './state-column';
import { Toolbar, type PanelName, type Tool } from './toolbar';
import { useAreaTree } from './use-area-tree';
import { useFour, useRated } from './use-four';
import { useGaps } from './use-gaps';
import { useHere } from './use-here';
import { useMapKeys } from './use-map-keys';
import { useMapState } from './use-map-state';
import { useReplay } from './use-replay';

/** 一张图: the city, what is wrong in it, and the next step. */
export default function MapPage() {
  const sees = useMay(...mapNeeds);
  const { data } = useSession();
  return sees && data ? <OneMap person={data.person.id} /> : <NoMap me={data ?? undefined} />;
}

function OneMap({ person }: { person: string }) {
  const { t, say } = useT();
  const { message } = App.useApp();
  const go = useNavigate();
  const named = useNamed();
  const s = useMapState(person);
  const tree = useAreaTree(s.area);
  const here = useHere(s.area);
  const elements = useFour(s.area, tree.below, s.theme === 'four');
  const rated = useRated(s.area, tree.below, s.theme === 'rated');
  const four = s.theme === 'rated' ? rated : elements;
  const gaps = useGaps(s.area, tree.below, s.theme === 'gaps');
  const replay = useReplay(s.area);
  const happens = useHappenings(s.layers, s.area).shown;
  const happenings = useMemo(() => happens.map((e) => ({ ...e, state: say(e.state) })), [happens, say]);
  const kinds = useQuery(kindsQuery).data ?? noKinds;
  const acts = useAlarmActs();
  const [map, setMap] = useState<Map>();
  const [left, setLeft] = useState(() => window.innerWidth >= 1500);
  const [right, setRight] = useState(() => window.innerWidth >= 900);
  const [panel, setPanel] = useState<PanelName | ''>('');
  const [over, setOver] = useState<'' | 'report' | 'print' | 'keys'>('');
  const [shelving, setShelving] = useState<Alarm[]>([]);
  const [target, setTarget] = useState<{ lon: number; lat: number }>();
  const first = useRef(s.view ? s.at : '');

  const [what, id] = [s.at.slice(0, s.at.indexOf(':')), s.at.slice(s.at.indexOf(':') + 1)];
  const current = what === 'alarm' ? here.all.find((a) => a.id === id) : undefined;
  const asked = s.at === first.current && s.at ? undefined : what === 'place' ? placeOf(id) : locatedOf(current);
  const place = target ?? asked;
  const { show, setArea } = s;
  const pick = useCallback(
    (p: Picked | undefined, at: LonLat) => {
      if (p?.what === 'incident') void go({ to: '/command/incidents/$id', params: { id: p.id } });
      else if (p?.what === 'event') void go({ href: p.id });
      else if (p) show(`${p.what}:${p.id}`);
      else if (s.at) show('');
      else if (panel !== 'draw') {
        const plot = [...tree.below, ...(s.area ? tree.districts : [])].find((b) => inGeometry(b.geometry, at));
        if (plot && plot.area.code !== s.area) setArea(plot.area.code);
      }
    },
    [go, show, setArea, s.at, s.area, panel, tree],
  );
  const openAlarm = (a: Alarm) => {
    show(`alarm:${a.id}`);
    setTarget(locatedOf(a));
  };
  const openFound = (f: Found) => {
    if (f.what === 'area') return setArea(f.code);
    if (f.lon || f.lat) setTarget({ lon: f.lon, lat: f.lat });
    if (f.what === 'other') {
      const here = f.link.startsWith('/?at=');
      if (here) show(decodeURIComponent(f.link.slice('/?at='.length)));
      else void go({ href: f.link });
      return;
    }
    show(`element:${f.id}`);
    if (!layerOf(s.layers, f.kind).on) s.setLayers(switched(s.layers, kinds.filter((k) => k.name === f.kind), true));
  };
  const around = (lon: number, lat: number) => {
    s.act({ do: 'put', shape: { kind: 'point', points: [[lon, lat]], around: 1000 } });
    show('');
    setPanel('draw');
    setOver('report');
  };
  const share = async () => {
    const link = s.link();
    try {
      await navigator.clipboard.writeText(link);
      void message.success(t('onemap.shared'));
    } catch {
      void message.info({ content: t('onemap.shareBy', { link }), duration: 10 });
    }
  };
  const onTool = (tool: Tool) => {
    if (tool === 'replay') return replay.on ? replay.stop() : replay.start();
    if (tool === 'print') return map && setOver('print');
    if (tool === 'keys') return setOver(over === 'keys' ? '' : 'keys');
    if (tool === 'wall') return void go({ to: '/wall' });
    setPanel(panel === tool ? '' : tool);
  };
  const escape = () => {
    if (over) setOver('');
    else if (s.drawing.open) s.act({ do: 'cancel' });
    else if (s.at) show('');
    else if (panel) setPanel('');
    else if (replay.on) replay.stop();
    else if (s.area) setArea('');
  };
  const home = () => {
    if (s.area) setArea('');
    else document.querySelector<HTMLButtonElement>('.map-home')?.click();
  };
  useMapKeys({ map, state: s, replay, panel, onTool, onReport: () => setOver('report'), onShare: () => void share(), onHome: home, onEscape: escape });

  const areaName = tree.chosen ? named(tree.chosen.area) : tree.city ? named(tree.city) : t('map.wholeCity');
  const on = useMemo(() => new Set<Tool>([...(panel ? [panel] : []), ...(replay.on ? (['replay'] as const) : [])]), [panel, replay.on]);
  const drawnKinds = kinds.filter((k) => layerOf(s.layers, k.name).on);
  return (
    <div className="onemap" data-area={s.area || 'city'}>
      <MapCanvas
        state={s}
        tree={tree}
        kinds={kinds}
        worst={here.worst}
        rows={four.rows}
        gaps={gaps.rows}
        alarms={replay.on ? replay.alarms : here.alarms}
        replaying={replay.on}
        incidents={replay.on ? replay.incidents : here.incidents}
        warnings={replay.on ? noWarnings : here.warnings}
        happenings={replay.on ? noWarnings : happenings}
        padding={{ left: (left ? 330 : 60) + (panel && window.innerWidth >= 1200 ? 390 : 0), right: right ? 370 : 20, top: 10, bottom: 10 }}
        place={place}
        editing={panel === 'draw' || s.drawing.open}
        onPick={pick}
        onMap={setMap}
      />
      <StateColumn open={left} onToggle={() => setLeft(!left)} alarms={here.alarms} area={s.area} below={tree.below} onChoose={setArea} />
      <div className="map-tools" style={{ left: left ? 336 : 64, right: right ? undefined : 130 }}>
        <div className="map-head">
          <SearchBox onFound={openFound} />
          <Toolbar on={on} onTool={onTool} />
        </div>
        <AreaBar tree={tree} area={s.area} onChoose={setArea} />
        <MapPanels panel={panel} onClose={() => setPanel('')} state={s} areaName={areaName} four={four} gaps={gaps} onReport={() => setOver('report')} onShare={() => void share()} />
        <div className="map-foot">
          {replay.on && <ReplayBar r={replay} />}
          <Legend kinds={drawnKinds} />
        </div>
      </div>
      <ActionColumn
        open={right}
        onToggle={() => setRight(!right)}
        alarms={here.alarms}
        outside={here.outside}
        onWhole={() => setArea('')}
        incidents={here.incidents}
        warnings={here.warnings}
        acts={acts}
        onAlarm={openAlarm}
      />
      {over === 'report' && <ShapeReport state={s} tree={tree} areaName={areaName} kinds={kinds} here={here} onOpen={(e) => show(`element:${e}`)} onClose={() => setOver('')} />}
      <AlarmDrawer id={what === 'alarm' ? id : ''} acts={acts} onShelve={(a) => setShelving([a])} onClose={() => show('')} />
      <ElementDrawer id={what === 'element' ? id : ''} onClose={() => show('')} onAround={around} />
      <ShelveDialog alarms={shelving} acts={acts} onClose={() => setShelving([])} />
      <KeySheet open={over === 'keys'} onClose={() => setOver('')} />
      {over === 'print' && map && (
        <PrintView map={map} title={t('onemap.printOf', { area: areaName })} note={replay.on ? t('onemap.replaying') : ''} dataAt={replay.on ? replay.at : here.readAt} kinds={drawnKinds} onClose={() => setOver('')} />
      )}
    </div>
  );
}

const noKinds: never[] = [];
const noWarnings: never[] = [];

function locatedOf(a: Alarm | undefined): { lon: number; lat: number } | undefined {
  return a?.lon !== undefined && a.lat !== undefined ? { lon: a.lon, lat: a.lat } : undefined;
}

/** "123.4,41.8" as a place; undefined for anything else. */
function placeOf(text: string): { lon: number; lat: number } | undefined {
  const [lon, lat] = text.split(',').map(Number);
  return Number.isFinite(lon) && Number.isFinite(lat) ? { lon: lon!, lat: lat! } : undefined;
}
