import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { shapesQuery } from '@/api/queries';
import type { Kind } from '@/api/types';
import { byRisk, riskColour, slots } from './style';
import { useGeoLayers } from './use-layers';

const none: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };

/** Lines and areas of the kinds that are switched on, below the points. */
export function ShapeLayers({ kinds, on }: { kinds: Kind[]; on: Set<string> }) {
  return kinds.filter((k) => k.shape !== '' && on.has(k.name)).map((k) => <KindShapes key={k.name} kind={k} />);
}

function KindShapes({ kind: k }: { kind: Kind }) {
  const shapes = useQuery(shapesQuery(k.name));
  const layers = useMemo(() => shapeLayers(`shape-${k.name}`, k.style.colour), [k]);
  useGeoLayers(`shape-${k.name}`, slots.elements, layers, shapes.data ?? none);
  return null;
}

/** The shape of one element, on a map of its own. */
export function OneShape({ shape, colour }: { shape?: GeoJSON.Geometry; colour: string }) {
  const layers = useMemo(() => shapeLayers('one-shape', colour), [colour]);
  const data = useMemo<GeoJSON.FeatureCollection>(() => (shape ? { type: 'FeatureCollection', features: [{ type: 'Feature', geometry: shape, properties: {} }] } : none), [shape]);
  useGeoLayers('one-shape', slots.elements, layers, data);
  return null;
}

/** Graded shapes have the colour of their risk, the others that of their kind. */
function shapeLayers(source: string, colour: string) {
  const paint = byRisk(riskColour.red, riskColour.orange, riskColour.yellow, riskColour.blue, colour);
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
