import { useMemo } from 'react';
import { labelFont, riskColour, slots } from './style';
import { useGeoLayers } from './use-layers';

/** An area with its level of risk. `weight` from 0 to 1 tells how strong the colour is among those of the same level. */
export interface Coloured {
  code: string;
  geometry?: GeoJSON.Geometry;
  lon: number;
  lat: number;
  risk: keyof typeof riskColour | '';
  weight: number;
  label: string;
}

const colour = ['match', ['get', 'risk'], 'red', riskColour.red, 'orange', riskColour.orange, 'yellow', riskColour.yellow, 'blue', riskColour.blue, '#5b6f8f'] as never;
const layers = [
  { id: 'four-fill', type: 'fill' as const, source: 'four', paint: { 'fill-color': colour, 'fill-opacity': ['interpolate', ['linear'], ['get', 'weight'], 0, 0.16, 1, 0.55] as never } },
  { id: 'four-line', type: 'line' as const, source: 'four', paint: { 'line-color': colour, 'line-width': 1.4, 'line-opacity': 0.9 } },
];
const labels = [
  {
    id: 'four-label',
    type: 'symbol' as const,
    source: 'four-labels',
    layout: { 'text-field': ['get', 'label'] as never, 'text-font': labelFont, 'text-size': 13, 'text-max-width': 12, 'symbol-sort-key': ['-', 0, ['get', 'weight']] as never },
    paint: { 'text-color': '#ffffff', 'text-halo-color': '#04101f', 'text-halo-width': 1.8 },
  },
];

/** The four-colour map: areas filled by their risk, the words beside the colour. */
export function FourColour({ areas }: { areas: Coloured[] }) {
  const shapes = useMemo<GeoJSON.FeatureCollection>(
    () => ({
      type: 'FeatureCollection',
      features: areas.flatMap((a) => (a.geometry ? [{ type: 'Feature', geometry: a.geometry, properties: { risk: a.risk, weight: a.weight } }] : [])),
    }),
    [areas],
  );
  const words = useMemo<GeoJSON.FeatureCollection>(
    () => ({
      type: 'FeatureCollection',
      features: areas.map((a) => ({ type: 'Feature', geometry: { type: 'Point', coordinates: [a.lon, a.lat] }, properties: { label: a.label, weight: a.weight } })),
    }),
    [areas],
  );
  useGeoLayers('four', slots.areas, layers, shapes);
  useGeoLayers('four-labels', slots.top, labels, words);
  return null;
}
