import { useEffect, useMemo, useRef } from 'react';
import { boxOf } from './geodesy';
import { useMap } from './map-view';
import { ground, slots } from './style';
import { useGeoLayers } from './use-layers';

const layers = [
  { id: 'chosen-mask', type: 'fill' as const, source: 'chosen', filter: ['==', ['get', 'part'], 'mask'] as never, paint: { 'fill-color': ground, 'fill-opacity': 0.6 } },
  {
    id: 'chosen-line',
    type: 'line' as const,
    source: 'chosen',
    filter: ['==', ['get', 'part'], 'line'] as never,
    layout: { 'line-join': 'round' as const },
    paint: { 'line-color': '#ffffff', 'line-width': 2.6 },
  },
  {
    id: 'chosen-sketch',
    type: 'line' as const,
    source: 'chosen',
    filter: ['==', ['get', 'part'], 'sketch'] as never,
    paint: { 'line-color': '#ffffff', 'line-width': 2, 'line-dasharray': [4, 3] },
  },
];
const world = [[-180, -85], [180, -85], [180, 85], [-180, 85], [-180, -85]];

const ringsOf = (g: GeoJSON.Geometry | undefined): GeoJSON.Position[][] =>
  g?.type === 'Polygon' ? [g.coordinates[0] ?? []] : g?.type === 'MultiPolygon' ? g.coordinates.map((p) => p[0] ?? []) : [];

/** The chosen area: its line, solid when it is official and dashed when it is sketched, and everything else dimmed. */
export function ChosenArea({ geometry, sketched }: { geometry?: GeoJSON.Geometry; sketched: boolean }) {
  const data = useMemo<GeoJSON.FeatureCollection>(() => {
    const rings = ringsOf(geometry);
    if (rings.length === 0) return { type: 'FeatureCollection', features: [] };
    return {
      type: 'FeatureCollection',
      features: [
        { type: 'Feature', properties: { part: 'mask' }, geometry: { type: 'Polygon', coordinates: [world, ...rings] } },
        { type: 'Feature', properties: { part: sketched ? 'sketch' : 'line' }, geometry: { type: 'MultiLineString', coordinates: rings } },
      ],
    };
  }, [geometry, sketched]);
  useGeoLayers('chosen', slots.elements, layers, data);
  return null;
}

/** Brings an area into sight when another is chosen: its outline, or its centre when it has none. Not when the map opens with a view of its own. */
export function FitArea({ code, geometry, lon, lat, whole, skip }: { code: string; geometry?: GeoJSON.Geometry; lon?: number; lat?: number; whole: (GeoJSON.Geometry | undefined)[]; skip: boolean }) {
  const map = useMap();
  const done = useRef(skip ? code : '');
  useEffect(() => {
    if (!map || done.current === code || (code && !geometry && lon === undefined)) return;
    done.current = code;
    const rings = code ? ringsOf(geometry) : whole.flatMap(ringsOf);
    if (rings.length > 0) map.fitBounds(boxOf(rings.flat()), { padding: 40, duration: 300, maxZoom: 15 });
    else if (lon !== undefined && lat !== undefined) map.easeTo({ center: [lon, lat], zoom: 13.5, duration: 300 });
  }, [map, code, geometry, lon, lat, whole]);
  return null;
}
