import { useMemo } from 'react';
import { markLayers } from './mark';
import { riskColour, slots } from './style';
import { points, useGeoLayers } from './use-layers';

export const happeningDot = 'happening-dot';

const tone = ['match', ['get', 'tone'], 'red', riskColour.red, 'orange', riskColour.orange, 'yellow', riskColour.yellow, 'blue', riskColour.blue, '#c6d5ec'] as never;
// Dark with a coloured ring: alarms are filled, and elements have no ring.
const layers = markLayers({
  source: 'happenings',
  id: 'happening',
  dot: { 'circle-radius': 11, 'circle-color': '#04101f', 'circle-stroke-color': tone, 'circle-stroke-width': ['match', ['get', 'tone'], 'red', 4, 'orange', 3, 2] as never },
  glyph: { colour: '#ffffff', size: 13 },
  name: { colour: '#dfeafb', halo: '#04101f', size: 12, away: 1.1, wide: 12, optional: true, minzoom: 10.5 },
});

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
