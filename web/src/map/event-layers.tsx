import { useMemo } from 'react';
import type { Incident, Warning } from '@/api/types';
import { useT } from '@/i18n/desk';
import { markLayers } from './mark';
import { labelFont, riskColour, slots } from './style';
import { points, useGeoLayers } from './use-layers';

export const incidentDot = 'incident-dot';
const incidentLayers = markLayers({
  source: 'incidents',
  id: 'incident',
  dot: { 'circle-radius': 12, 'circle-color': '#b3121b', 'circle-stroke-color': '#ffffff', 'circle-stroke-width': 2 },
  glyph: { colour: '#ffffff', size: 13 },
  name: { colour: '#ffdede', halo: '#3b0509', size: 13, above: true, away: 1.2, wide: 16, optional: true },
});

/** Ongoing incidents. */
export function IncidentLayer({ incidents }: { incidents: Incident[] }) {
  const { t } = useT();
  const data = useMemo(
    () => points(incidents.map((i) => ({ lon: i.lon, lat: i.lat, properties: { id: i.id, name: i.title, glyph: t('map.incidentGlyph') } }))),
    [incidents, t],
  );
  useGeoLayers('incidents', slots.top, incidentLayers, data);
  return null;
}

const warningColour = ['match', ['get', 'colour'], 'red', riskColour.red, 'orange', riskColour.orange, 'yellow', riskColour.yellow, riskColour.blue] as never;
const warningLayers = [
  { id: 'warning-fill', type: 'fill' as const, source: 'warnings', paint: { 'fill-color': warningColour, 'fill-opacity': 0.16 } },
  {
    id: 'warning-line',
    type: 'line' as const,
    source: 'warnings',
    paint: { 'line-color': warningColour, 'line-width': 2, 'line-dasharray': [3, 2] },
  },
  {
    id: 'warning-name',
    type: 'symbol' as const,
    source: 'warnings',
    layout: { 'text-field': ['get', 'headline'] as never, 'text-font': labelFont, 'text-size': 13, 'text-max-width': 14 },
    paint: { 'text-color': warningColour, 'text-halo-color': '#04101f', 'text-halo-width': 1.8 },
  },
];

/** The areas of warnings in force. */
export function WarningLayer({ warnings }: { warnings: Warning[] }) {
  const data = useMemo<GeoJSON.FeatureCollection>(
    () => ({ type: 'FeatureCollection', features: warnings.flatMap(shapes) }),
    [warnings],
  );
  useGeoLayers('warnings', slots.areas, warningLayers, data);
  return null;
}

function shapes(w: Warning): GeoJSON.Feature[] {
  const g = w.polygons as unknown as GeoJSON.GeoJSON | undefined;
  if (!g || !('type' in g)) return [];
  const properties = { colour: w.colour, headline: w.headline };
  if (g.type === 'FeatureCollection') return g.features.map((f) => ({ ...f, properties }));
  if (g.type === 'Feature') return [{ ...g, properties }];
  return [{ type: 'Feature', geometry: g, properties }];
}

export interface Pin {
  id: string;
  name: string;
  lon: number;
  lat: number;
  colour: string;
  glyph: string;
}
const pinLayers = markLayers({
  source: 'pins',
  id: 'pin',
  dot: { 'circle-radius': 10, 'circle-color': ['get', 'colour'], 'circle-stroke-color': '#04101f', 'circle-stroke-width': 1.5 },
  glyph: { colour: '#04101f', size: 12 },
  name: { colour: '#dfeafb', halo: '#04101f', size: 12, away: 1, wide: 12 },
});

/** A few named places, such as the teams that are recommended. */
export function PinLayer({ pins }: { pins: Pin[] }) {
  const data = useMemo(() => points(pins.map((p) => ({ lon: p.lon, lat: p.lat, properties: { ...p } }))), [pins]);
  useGeoLayers('pins', slots.elements, pinLayers, data);
  return null;
}
