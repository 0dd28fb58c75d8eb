import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { shapesQuery } from '@/api/queries';
import type { Kind } from '@/api/types';
import { byRisk, riskColour, slots } from './style';
import { useGeoLayers } from './use-layers';

const none: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };

/** Lines and areas of the kinds that are switched on, below the points: all on one source, for each is a drawing of the whole screen. */
export function ShapeLayers({ kinds, on }: { kinds: Kind[]; on: Set<string> }) {
  const shown = kinds.filter((k) => k.shape !== '' && on.has(k.name));
  const loaded = useQueries({ queries: shown.map((k) => shapesQuery(k.name)), combine: (all) => all.map((q) => q.data) });
  const names = shown.map((k) => k.name).join();
  const data = useMemo<GeoJSON.FeatureCollection>(
    () => ({
      ...none,
      features: shown.flatMap((k, i) => (loaded[i]?.features ?? []).map((f) => ({ ...f, properties: { ...f.properties, colour: k.style.colour } }))),
    }),
    [names, loaded],
  );
  useGeoLayers('shapes', slots.elements, layers, data);
  return null;
}

/** The shape of one element, on a map of its own. */
export function OneShape({ shape, colour }: { shape?: GeoJSON.Geometry; colour: string }) {
  const data = useMemo<GeoJSON.FeatureCollection>(() => (shape ? { type: 'FeatureCollection', features: [{ type: 'Feature', geometry: shape, properties: { colour } }] } : none), [shape, colour]);
  useGeoLayers('one-shape', slots.elements, oneLayers, data);
  return null;
}

/** Graded shapes have the colour of their risk, the others that of their kind. */
function shapeLayers(source: string) {
  const paint = byRisk<string>(riskColour.red, riskColour.orange, riskColour.yellow, riskColour.blue, ['get', 'colour'] as never);
  return [
    { id: `${source}-fill`, type: 'fill' as const, source, filter: ['==', ['geometry-type'], 'Polygon'] as never, paint: { 'fill-color': paint, 'fill-opacity': 0.18 } },
    {
      id: `${source}-line`,
      type: 'line' as const,
      source,
      layout: { 'line-join': 'round' as const, 'line-cap': 'round' as const },
      paint: { 'line-color': paint, 'line-width': ['interpolate', ['linear'], ['zoom'], 7, 1, 11, 1.8, 15, 3.5] as never, 'line-opacity': 0.9 },
    },
  ];
}

const layers = shapeLayers('shapes');
const oneLayers = shapeLayers('one-shape');
