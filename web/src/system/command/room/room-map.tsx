import { AimOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox } from 'antd';
import { useMemo, useState, type ReactNode } from 'react';
import { kindsQuery, nearQuery } from '@/api/queries';
import type { Room } from '@/api/room';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { AreaLayers } from '@/map/area-layers';
import { IncidentLayer, PinLayer } from '@/map/event-layers';
import { FlyTo } from '@/map/interact';
import MapView from '@/map/map-view';
import { ForceLayer, TrackLayer, ZoneLayer, type Outline } from './room-layers';

/** Where the map is to go: the scene, or a force that was asked for. `n` tells two askings apart. */
export interface Spot {
  lon: number;
  lat: number;
  n: number;
}

type Layer = 'tracks' | 'cameras' | 'depots' | 'zones';
const layers: Layer[] = ['zones', 'tracks', 'cameras', 'depots'];
const words = { tracks: 'room.layerTracks', cameras: 'room.layerCameras', depots: 'room.layerDepots', zones: 'room.layerZones' } as const;

export interface RoomMapProps {
  room: Room;
  draft?: Outline[];
  spot?: Spot;
  /** On the wall nothing can be pressed. */
  bare?: boolean;
  onScene?: () => void;
  children?: ReactNode;
}

/** The scene: the incident, its forces with their tracks, zones, cameras and depots around. */
export default function RoomMap({ room, draft, spot, bare = false, onScene, children }: RoomMapProps) {
  const { t } = useT();
  const i = room.incident;
  const sees = useMay('grid.element.read');
  const [off, setOff] = useState<Layer[]>([]);
  const on = (l: Layer) => !off.includes(l);
  const kinds = useQuery(kindsQuery);
  const cameras = useQuery({ ...nearQuery(i.lon, i.lat, 'camera', 8), enabled: sees && on('cameras') });
  const depots = useQuery({ ...nearQuery(i.lon, i.lat, 'depot', 4), enabled: sees && on('depots') });
  const style = useMemo(() => new Map((kinds.data ?? []).map((k) => [k.name, k.style])), [kinds.data]);
  const here = useMemo(() => [i], [i]);
  const pins = useMemo(
    () =>
      [...(on('cameras') ? (cameras.data ?? []) : []), ...(on('depots') ? (depots.data ?? []) : [])].map(({ element: e }) => ({
        id: e.id,
        name: e.kind === 'camera' ? '' : e.name,
        lon: e.lon,
        lat: e.lat,
        colour: style.get(e.kind)?.colour ?? '#4aa3ff',
        glyph: style.get(e.kind)?.glyph ?? '',
      })),
    [cameras.data, depots.data, style, off],
  );
  const forces = useMemo(() => room.forces.map((force) => ({ force, colour: style.get(force.kind)?.colour ?? '#4aa3ff', glyph: style.get(force.kind)?.glyph ?? '' })), [room.forces, style]);
  const at = spot ?? { lon: i.lon, lat: i.lat };
  return (
    <div className="room-map">
      <MapView label={t('room.map')}>
        <AreaLayers />
        <ZoneLayer zones={on('zones') ? room.zones : none} />
        {draft && <ZoneLayer zones={draft} draft />}
        <TrackLayer forces={on('tracks') ? room.forces : nobody} />
        <PinLayer pins={pins} />
        <IncidentLayer incidents={here} />
        <ForceLayer forces={forces} />
        {children}
        <FlyTo key={spot?.n ?? 0} lon={at.lon} lat={at.lat} zoom={bare ? 13 : 13.2} />
      </MapView>
      {!bare && (
        <fieldset className="room-layers" aria-label={t('room.layers')}>
          {layers.map((l) => (
            <Checkbox key={l} checked={on(l)} onChange={(e) => setOff(e.target.checked ? off.filter((x) => x !== l) : [...off, l])} data-layer={l}>
              {t(words[l])}
            </Checkbox>
          ))}
          <Button size="small" icon={<AimOutlined />} onClick={onScene}>
            {t('room.toScene')}
          </Button>
        </fieldset>
      )}
    </div>
  );
}

const none: Outline[] = [];
const nobody: Room['forces'] = [];
