import { useEffect, useMemo } from 'react';
import { AreaLayers } from '@/map/area-layers';
import { PinLayer, type Pin } from '@/map/event-layers';
import { FlyTo } from '@/map/interact';
import MapView, { useMap } from '@/map/map-view';
import { labelFont, slots } from '@/map/style';
import { useGeoLayers } from '@/map/use-layers';

/** Pins on the city's map, or on that of all `around`. `rings` are circles and lines around them: features with a colour. */
export default function NatureMap({ label, pins, rings, at, fit = true, around }: { label: string; pins: Pin[]; rings?: GeoJSON.FeatureCollection; at?: { lon: number; lat: number }; fit?: boolean; around?: [number, number, number, number] }) {
  return (
    <MapView label={label} minZoom={around && 3}>
      <AreaLayers fit={fit && !at && !around} />
      <Rings data={rings} />
      <PinLayer pins={pins} />
      {at && <FlyTo lon={at.lon} lat={at.lat} zoom={12} />}
      {around && <Around box={around} />}
    </MapView>
  );
}

/** Shows a whole box: west, south, east, north. */
function Around({ box: [west, south, east, north] }: { box: [number, number, number, number] }) {
  const map = useMap();
  useEffect(() => {
    map?.fitBounds([west, south, east, north], { animate: false, padding: 24 });
  }, [map, west, south, east, north]);
  return null;
}

const none: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };
const layers = [
  { id: 'nature-fill', type: 'fill' as const, source: 'nature', filter: ['==', ['geometry-type'], 'Polygon'] as never, paint: { 'fill-color': ['get', 'colour'] as never, 'fill-opacity': ['coalesce', ['get', 'fill'], 0.12] as never } },
  { id: 'nature-line', type: 'line' as const, source: 'nature', filter: ['!=', ['get', 'dashed'], true] as never, paint: { 'line-color': ['get', 'colour'] as never, 'line-width': ['coalesce', ['get', 'width'], 1.6] as never } },
  { id: 'nature-dash', type: 'line' as const, source: 'nature', filter: ['==', ['get', 'dashed'], true] as never, paint: { 'line-color': ['get', 'colour'] as never, 'line-width': 1.4, 'line-dasharray': [3, 2] } },
  {
    id: 'nature-word',
    type: 'symbol' as const,
    source: 'nature',
    filter: ['has', 'word'] as never,
    layout: { 'text-field': ['get', 'word'] as never, 'text-font': labelFont, 'text-size': 12, 'text-offset': [0, 1.1] as [number, number], 'text-anchor': 'top' as const },
    paint: { 'text-color': '#e6eefb', 'text-halo-color': '#04101f', 'text-halo-width': 1.6 },
  },
];

function Rings({ data }: { data?: GeoJSON.FeatureCollection }) {
  const shown = useMemo(() => data ?? none, [data]);
  useGeoLayers('nature', slots.elements, layers, shown);
  return null;
}
