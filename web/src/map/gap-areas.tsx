import { useEffect, useMemo } from 'react';
import { hatch } from './hatch';
import { useMap } from './map-view';
import { labelFont, slots } from './style';
import { useGeoLayers } from './use-layers';

/** How bad it is: somebody is missing, something is about to be, or nothing is wrong. */
export type Grade = 'grave' | 'light' | '';

/** An area with what is wrong in it, in words. */
export interface GapArea {
  geometry?: GeoJSON.Geometry;
  lon: number;
  lat: number;
  grade: Grade;
  label: string;
}

const pictures = { 'gap-grave': hatch([255, 77, 79], 8, 3, -1), 'gap-light': hatch([255, 216, 61], 14, 2, 1) };
const graded = (grade: Grade) => ['==', ['get', 'grade'], grade] as never;
const layers = [
  { id: 'gap-grave', type: 'fill' as const, source: 'gaps', filter: graded('grave'), paint: { 'fill-pattern': 'gap-grave', 'fill-opacity': 0.55 } },
  { id: 'gap-light', type: 'fill' as const, source: 'gaps', filter: graded('light'), paint: { 'fill-pattern': 'gap-light', 'fill-opacity': 0.55 } },
  { id: 'gap-line', type: 'line' as const, source: 'gaps', paint: { 'line-color': ['match', ['get', 'grade'], 'grave', '#ff4d4f', 'light', '#ffd83d', '#5b6f8f'] as never, 'line-width': 1.4 } },
];
const labels = [
  {
    id: 'gap-label',
    type: 'symbol' as const,
    source: 'gap-labels',
    layout: { 'text-field': ['get', 'label'] as never, 'text-font': labelFont, 'text-size': 13, 'text-max-width': 12, 'symbol-sort-key': ['get', 'order'] as never },
    paint: { 'text-color': '#ffffff', 'text-halo-color': '#04101f', 'text-halo-width': 1.8 },
  },
];

/** Areas in which duty has gaps: hatched one way where somebody is missing, the other way where that is near; with words. */
export function GapAreas({ areas }: { areas: GapArea[] }) {
  const map = useMap();
  useEffect(() => {
    if (map) for (const [name, p] of Object.entries(pictures)) if (!map.hasImage(name)) map.addImage(name, p);
  }, [map]);
  const shapes = useMemo<GeoJSON.FeatureCollection>(
    () => ({ type: 'FeatureCollection', features: areas.flatMap((a) => (a.geometry ? [{ type: 'Feature', geometry: a.geometry, properties: { grade: a.grade } }] : [])) }),
    [areas],
  );
  const words = useMemo<GeoJSON.FeatureCollection>(
    () => ({
      type: 'FeatureCollection',
      features: areas.map((a, i) => ({ type: 'Feature', geometry: { type: 'Point', coordinates: [a.lon, a.lat] }, properties: { label: a.label, order: i } })),
    }),
    [areas],
  );
  useGeoLayers('gaps', slots.areas, layers, shapes);
  useGeoLayers('gap-labels', slots.top, labels, words);
  return null;
}
