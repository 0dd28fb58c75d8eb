import type { Map } from 'maplibre-gl';
import { useCallback, useState } from 'react';
import type { Incident, Kind, Severity, Warning } from '@/api/types';
import { useT } from '@/i18n/desk';
import { AlarmLayer } from '@/map/alarm-layer';
import type { SpotAlarm } from '@/map/alarm-spots';
import { AreaLayers } from '@/map/area-layers';
import { ChosenArea, FitArea } from '@/map/chosen-area';
import { DrawLayer } from '@/map/draw-layer';
import { ElementLayers } from '@/map/element-layers';
import { IncidentLayer, WarningLayer } from '@/map/event-layers';
import { HappeningLayer, type Happens } from '@/map/happening-layer';
import { FourColour } from '@/map/four-colour';
import { GapAreas } from '@/map/gap-areas';
import type { LonLat } from '@/map/geodesy';
import { FlyTo, PickThings, type Picked } from '@/map/interact';
import { MapButtons } from '@/map/map-buttons';
import { ShapeLayers } from '@/map/shape-layers';
import MapView, { type Padding } from '@/map/map-view';
import { OnMap, ViewKeeper } from '@/map/watch-map';
import { layerOf } from './layer-tree';
import type { AreaTree } from './use-area-tree';
import { useColoured, type FourRow } from './use-four';
import { useGapAreas, type GapRow } from './use-gaps';
import type { MapState } from './use-map-state';

export interface MapCanvasProps {
  state: MapState;
  tree: AreaTree;
  kinds: Kind[];
  worst: Record<string, Severity>;
  rows: FourRow[];
  gaps: GapRow[];
  alarms: SpotAlarm[];
  replaying: boolean;
  incidents: Incident[];
  happenings: Happens[];
  warnings: Warning[];
  padding: Partial<Padding>;
  place?: { lon: number; lat: number };
  editing: boolean;
  onPick: (p: Picked | undefined, at: LonLat) => void;
  onMap: (m: Map | undefined) => void;
}

const nowhere: FourRow[] = [];
const noGaps: GapRow[] = [];

/** Everything that is on the map, from the ground up. */
export function MapCanvas(props: MapCanvasProps) {
  const { t } = useT();
  const { state: s, tree } = props;
  const [ready, setReady] = useState(false);
  const drawn = useCallback(() => setReady(true), []);
  const [own] = useState({ view: s.view !== undefined, fit: !props.place && !s.view && !s.area });
  const filled = s.theme === 'four' || s.theme === 'rated';
  const coloured = useColoured(filled ? props.rows : nowhere);
  const gaps = useGapAreas(s.theme === 'gaps' ? props.gaps : noGaps);
  const plain = !filled && s.theme !== 'gaps';
  const whole = tree.districts.map((d) => d.geometry);
  const at = tree.chosen;
  return (
    <MapView label={t('map.label')} padding={props.padding}>
      <OnMap set={props.onMap} />
      <ViewKeeper view={s.view} looks={s.looks} onMove={s.moved} />
      <AreaLayers worst={plain ? props.worst : undefined} fit={own.fit} named={plain} onDrawn={drawn} />
      {filled && <FourColour areas={coloured} />}
      {s.theme === 'gaps' && <GapAreas areas={gaps} />}
      <ChosenArea geometry={at?.geometry} sketched={at?.sketched ?? false} />
      <FitArea code={s.area} geometry={at?.geometry} lon={at?.area.lon} lat={at?.area.lat} whole={whole} skip={own.view} />
      {ready && s.theme !== 'heat' && <ShapeLayers kinds={props.kinds} on={new Set(props.kinds.filter((k) => layerOf(s.layers, k.name).on).map((k) => k.name))} />}
      {ready && <ElementLayers kinds={props.kinds} shown={(k) => layerOf(s.layers, k)} area={s.area} heat={s.theme === 'heat'} />}
      <WarningLayer warnings={props.warnings} />
      <HappeningLayer events={props.happenings} />
      <AlarmLayer alarms={props.alarms} still={props.replaying} />
      <IncidentLayer incidents={props.incidents} />
      <DrawLayer drawing={s.drawing} edit={props.editing} act={s.act} />
      <PickThings onPick={props.onPick} asleep={s.drawing.open} />
      <FlyTo lon={props.place?.lon} lat={props.place?.lat} />
      <MapButtons />
      {s.drawing.open && <i className="crosshair" aria-hidden="true" style={{ left: `calc(50% + ${((props.padding.left ?? 0) - (props.padding.right ?? 0)) / 2}px)` }} />}
    </MapView>
  );
}
