import * as maplibregl from 'maplibre-gl';
import { useEffect, useMemo } from 'react';
import { spots, type SpotAlarm } from './alarm-spots';
import { useMap } from './map-view';
import { bySeverity, ground, labelFont, severityColour, slots } from './style';
import { points, useGeoLayers } from './use-layers';

const colour = bySeverity(severityColour.critical, severityColour.high, severityColour.medium, severityColour.low);
const isNew = ['==', ['get', 'state'], 'unacknowledged'] as never;
export const alarmDot = 'alarm-dot';
const layers = [
  {
    id: 'alarm-halo',
    type: 'circle' as const,
    source: 'alarms',
    paint: { 'circle-color': colour, 'circle-radius': ['case', isNew, 18, 11] as never, 'circle-opacity': ['case', isNew, 0.28, 0.14] as never },
  },
  {
    id: alarmDot,
    type: 'circle' as const,
    source: 'alarms',
    layout: { 'circle-sort-key': bySeverity(4, 3, 2, 1) },
    paint: {
      'circle-radius': ['case', isNew, 7, 5.5] as never,
      'circle-color': ['match', ['get', 'state'], 'acknowledged', ground, 'returned', '#c6d5ec', colour] as never,
      'circle-stroke-color': ['case', isNew, '#ffffff', colour] as never,
      'circle-stroke-width': 2.4,
    },
  },
  {
    id: 'alarm-name',
    type: 'symbol' as const,
    source: 'alarms',
    // Over the whole city only what is red and new has its name; nearer, everything.
    filter: ['any', ['>=', ['zoom'], 9.5], ['all', ['==', ['get', 'severity'], 'critical'], isNew]] as never,
    layout: {
      'text-field': ['case', ['>', ['get', 'n'], 1], ['concat', ['get', 'name'], ' ×', ['to-string', ['get', 'n']]], ['get', 'name']] as never,
      'text-font': labelFont,
      'text-size': 13,
      'text-anchor': 'top' as const,
      'text-offset': [0, 1] as [number, number],
      'text-max-width': 11,
      'symbol-sort-key': bySeverity(0, 1, 2, 3),
      'text-optional': true,
    },
    paint: { 'text-color': '#ffffff', 'text-halo-color': '#04101f', 'text-halo-width': 1.8 },
  },
];

/** Live alarms: filled with a white ring until acknowledged, a hollow ring after; only unacknowledged red ones move, and none in a replay. */
export function AlarmLayer({ alarms, still = false }: { alarms: SpotAlarm[]; still?: boolean }) {
  const at = useMemo(() => spots(alarms), [alarms]);
  const data = useMemo(() => points(at.map((s) => ({ lon: s.lon, lat: s.lat, properties: { ...s } }))), [at]);
  useGeoLayers('alarms', slots.alarms, layers, data);
  const beating = still ? [] : at.filter((s) => s.severity === 'critical' && s.state === 'unacknowledged').slice(0, 40);
  return beating.map((s) => <Beat key={s.element} lon={s.lon} lat={s.lat} />);
}

function Beat({ lon, lat }: { lon?: number; lat?: number }) {
  const map = useMap();
  useEffect(() => {
    if (!map || lon === undefined || lat === undefined) return;
    const el = document.createElement('div');
    el.className = 'beat';
    el.setAttribute('aria-hidden', 'true');
    el.append(document.createElement('i'), document.createElement('i'));
    const marker = new maplibregl.Marker({ element: el }).setLngLat([lon, lat]).addTo(map);
    return () => {
      marker.remove();
    };
  }, [map, lon, lat]);
  return null;
}
