import { useMemo } from 'react';
import type { RoomForce, Zone, ZoneKind } from '@/api/room';
import { useT } from '@/i18n/desk';
import { markLayers } from '@/map/mark';
import { labelFont, slots } from '@/map/style';
import { points, useGeoLayers } from '@/map/use-layers';

/** The colours of zones; each has its name on its border, too. */
export const zoneColour: Record<ZoneKind, string> = { hot: '#ff4d4f', warm: '#ffab4a', cold: '#5fd38d' };

const colour = ['match', ['get', 'kind'], 'hot', zoneColour.hot, 'warm', zoneColour.warm, zoneColour.cold] as never;
const zoneLayers = (source: string, draft: boolean) => [
  { id: `${source}-fill`, type: 'fill' as const, source, paint: { 'fill-color': colour, 'fill-opacity': draft ? 0.06 : 0.14 } },
  { id: `${source}-line`, type: 'line' as const, source, paint: { 'line-color': colour, 'line-width': 2.4, ...(draft ? { 'line-dasharray': [2, 2] } : {}) } },
  {
    id: `${source}-name`,
    type: 'symbol' as const,
    source,
    layout: { 'symbol-placement': 'line' as const, 'text-field': ['get', 'name'] as never, 'text-font': labelFont, 'text-size': 14, 'symbol-spacing': 260 },
    paint: { 'text-color': colour, 'text-halo-color': '#04101f', 'text-halo-width': 2 },
  },
];
const standing = zoneLayers('room-zones', false);
const drafted = zoneLayers('room-draft', true);

/** What is shown of a zone: what stands, or what would be set. */
export type Outline = Pick<Zone, 'kind' | 'shape'>;

/** Zones on the map, the widest below. A draft has dashed lines. */
export function ZoneLayer({ zones, draft = false }: { zones: Outline[]; draft?: boolean }) {
  const { t } = useT();
  const data = useMemo<GeoJSON.FeatureCollection>(
    () => ({
      type: 'FeatureCollection',
      features: zones.toReversed().map((z) => ({ type: 'Feature', geometry: z.shape as GeoJSON.Geometry, properties: { kind: z.kind, name: t(`room.${z.kind}`) } })),
    }),
    [zones, t],
  );
  useGeoLayers(draft ? 'room-draft' : 'room-zones', slots.areas, draft ? drafted : standing, data);
  return null;
}

const trackLayers = [
  { id: 'room-track', type: 'line' as const, source: 'room-tracks', layout: { 'line-join': 'round' as const, 'line-cap': 'round' as const }, paint: { 'line-color': '#4ad6ff', 'line-width': 2, 'line-opacity': 0.75 } },
];

/** Where vehicles went in the last hours. */
export function TrackLayer({ forces }: { forces: RoomForce[] }) {
  const data = useMemo<GeoJSON.FeatureCollection>(
    () => ({
      type: 'FeatureCollection',
      features: forces.filter((f) => f.track.length > 1).map((f) => ({ type: 'Feature', geometry: { type: 'LineString', coordinates: f.track as [number, number][] }, properties: { name: f.name } })),
    }),
    [forces],
  );
  useGeoLayers('room-tracks', slots.elements, trackLayers, data);
  return null;
}

const forceLayers = markLayers({
  source: 'room-forces',
  id: 'room-force',
  dot: {
    'circle-radius': 12,
    'circle-color': ['get', 'colour'] as never,
    'circle-stroke-color': ['case', ['get', 'wrong'], '#ff4d4f', ['get', 'base'], '#93a7c4', '#ffffff'] as never,
    'circle-stroke-width': ['case', ['get', 'wrong'], 4, 2] as never,
  },
  glyph: { colour: '#04101f', size: 13 },
  name: { colour: '#ffffff', halo: '#04101f', size: 13, away: 1.1, wide: 14, optional: true },
});

export interface Marked {
  force: RoomForce;
  colour: string;
  glyph: string;
}

/** The forces of the incident. One that should not be where it is has a red ring and says so; one without a position a grey one. */
export function ForceLayer({ forces }: { forces: Marked[] }) {
  const { t } = useT();
  const data = useMemo(
    () =>
      points(
        forces.map(({ force: f, colour: c, glyph }) => ({
          lon: f.lon,
          lat: f.lat,
          properties: { id: f.id, name: f.wrong.zh ? `⚠ ${f.name}\n${t('room.notAllowed')}` : f.name, colour: c, glyph, wrong: f.wrong.zh !== '', base: f.known === 'base' },
        })),
      ),
    [forces, t],
  );
  useGeoLayers('room-forces', slots.top, forceLayers, data);
  return null;
}
