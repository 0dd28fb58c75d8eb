import { useMemo } from 'react';
import { labelFont, riskColour, slots } from './style';
import { points, useGeoLayers } from './use-layers';

export const happeningDot = 'happening-dot';

const tone = ['match', ['get', 'tone'], 'red', riskColour.red, 'orange', riskColour.orange, 'yellow', riskColour.yellow, 'blue', riskColour.blue, '#c6d5ec'] as never;
const layers = [
  {
    id: happeningDot,
    type: 'circle' as const,
    source: 'happenings',
    // Dark with a coloured ring: alarms are filled, and elements have no ring.
    paint: { 'circle-radius': 11, 'circle-color': '#04101f', 'circle-stroke-color': tone, 'circle-stroke-width': ['match', ['get', 'tone'], 'red', 4, 'orange', 3, 2] as never },
  },
  {
    id: 'happening-glyph',
    type: 'symbol' as const,
    source: 'happenings',
    layout: { 'text-field': ['get', 'glyph'] as never, 'text-font': labelFont, 'text-size': 13, 'text-allow-overlap': true },
    paint: { 'text-color': '#ffffff' },
  },
  {
    id: 'happening-name',
    type: 'symbol' as const,
    source: 'happenings',
    minzoom: 10.5,
    layout: { 'text-field': ['get', 'name'] as never, 'text-font': labelFont, 'text-size': 12, 'text-anchor': 'top' as const, 'text-offset': [0, 1.1] as [number, number], 'text-max-width': 12, 'text-optional': true },
    paint: { 'text-color': '#dfeafb', 'text-halo-color': '#04101f', 'text-halo-width': 1.6 },
  },
];

/** What is needed to show something that is happening. */
export interface Happens {
  link: string;
  title: string;
  state: string;
  glyph: string;
  tone: string;
  lon: number;
  lat: number;
}

/** What is happening, by whomever it was told: a sign for its kind, a ring whose colour and width say how grave it is. */
export function HappeningLayer({ events }: { events: Happens[] }) {
  const data = useMemo(() => points(events.map((e) => ({ lon: e.lon, lat: e.lat, properties: { id: e.link, name: `${e.title}（${e.state}）`, glyph: e.glyph, tone: e.tone } }))), [events]);
  useGeoLayers('happenings', slots.alarms, layers, data);
  return null;
}
