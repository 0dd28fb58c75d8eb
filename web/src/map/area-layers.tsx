import { useQuery } from '@tanstack/react-query';
import type { Feature, FeatureCollection } from 'geojson';
import { useEffect, useMemo } from 'react';
import { outlinesQuery } from '@/api/queries';
import type { Severity } from '@/api/types';
import { useT } from '@/i18n/desk';
import { bounds, outerEdge } from './outer-edge';
import { labelFont, severityColour, slots } from './style';
import { useGeoLayers } from './use-layers';

const nothing: FeatureCollection = { type: 'FeatureCollection', features: [] };

const part = (name: string) => ['==', ['get', 'part'], name] as never;
const worstOf = ['coalesce', ['feature-state', 'worst'], ''];

// All on one source: each source with lines or areas costs a drawing of the whole screen, in which its tiles are cut out.
const layers = [
  {
    id: 'area-fill',
    type: 'fill' as const,
    source: 'areas',
    filter: part('area'),
    paint: {
      'fill-color': ['match', worstOf, 'critical', severityColour.critical, 'high', severityColour.high, 'medium', severityColour.medium, '#2a6fc9'] as never,
      'fill-opacity': ['match', worstOf, ['critical', 'high', 'medium'], 0.13, 0.1] as never,
    },
  },
  { id: 'area-line', type: 'line' as const, source: 'areas', filter: part('area'), paint: { 'line-color': '#3a78b5', 'line-width': 1, 'line-opacity': 0.75 } },
  {
    id: 'river',
    type: 'line' as const,
    source: 'areas',
    filter: part('river'),
    layout: { 'line-join': 'round' as const, 'line-cap': 'round' as const },
    paint: { 'line-color': '#1b6fb3', 'line-width': ['interpolate', ['linear'], ['zoom'], 7, 1, 10, 2.2, 13, 3] as never, 'line-opacity': 0.8 },
  },
  {
    id: 'edge-glow',
    type: 'line' as const,
    source: 'areas',
    filter: part('edge'),
    paint: { 'line-color': '#18b6ff', 'line-width': 14, 'line-blur': 12, 'line-opacity': 0.55 },
  },
  {
    id: 'edge-line',
    type: 'line' as const,
    source: 'areas',
    filter: part('edge'),
    layout: { 'line-join': 'round' as const },
    paint: { 'line-color': '#5fe0ff', 'line-width': 1.6 },
  },
];
const nameLayers = [
  {
    id: 'area-name',
    type: 'symbol' as const,
    source: 'area-names',
    layout: {
      'text-field': ['get', 'name'] as never,
      'text-font': labelFont,
      'text-size': ['interpolate', ['linear'], ['zoom'], 7, 12, 10, 16] as never,
      'symbol-sort-key': ['get', 'rank'] as never,
      'text-padding': 4,
      'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'] as never,
      'text-radial-offset': 0.3,
    },
    paint: { 'text-color': '#e2eefc', 'text-halo-color': '#04101f', 'text-halo-width': 1.6 },
  },
];

/** The districts: a fill that tells the worst live alarm in each, borders, the city's glowing outline, names. */
export function AreaLayers({ worst, fit, named = true, onDrawn }: { worst?: Record<string, Severity>; fit?: boolean; named?: boolean; onDrawn?: () => void }) {
  const { lang } = useT();
  const { data } = useQuery(outlinesQuery('district'));
  const rivers = useQuery(outlinesQuery('river'));
  const ground = useMemo<FeatureCollection>(() => {
    const of = (name: string, features: Feature[]) => features.map((f) => ({ ...f, properties: { ...f.properties, code: codeOf(f), part: name } }));
    return { ...nothing, features: [...of('area', data?.features ?? []), ...of('river', rivers.data?.features ?? []), ...(data ? of('edge', [outerEdge(data)]) : [])] };
  }, [data, rivers.data]);
  const names = useMemo<FeatureCollection>(() => (data && named ? { ...nothing, features: data.features.map((f) => nameOf(f, lang)) } : nothing), [data, lang, named]);
  const map = useGeoLayers('areas', slots.areas, layers, ground);
  useEffect(() => {
    for (const f of data?.features ?? []) map?.setFeatureState({ source: 'areas', id: codeOf(f) }, { worst: worst?.[codeOf(f)] ?? '' });
  }, [map, data, worst]);
  useGeoLayers('area-names', slots.top, nameLayers, names);
  // The city's shape comes before the many points: drawing those keeps a slow machine busy for seconds.
  useEffect(() => {
    if (!map || !onDrawn) return;
    const late = setTimeout(onDrawn, 2500);
    const seen = (e: { sourceId?: string; isSourceLoaded?: boolean }) => {
      if (e.sourceId === 'areas' && e.isSourceLoaded && data) onDrawn();
    };
    map.on('sourcedata', seen);
    return () => {
      clearTimeout(late);
      map.off('sourcedata', seen);
    };
  }, [map, data, onDrawn]);
  useEffect(() => {
    if (fit && map && data && data.features.length) map.fitBounds(bounds(data), { animate: false, padding: 24 });
  }, [fit, map, data]);
  return null;
}

const codeOf = (f: Feature) => String(f.properties?.code ?? f.id ?? '');

function nameOf(f: Feature, lang: string): Feature {
  const p = f.properties ?? {};
  const box = bounds({ type: 'FeatureCollection', features: [f] });
  const centre = [p.lon ?? (box[0] + box[2]) / 2, p.lat ?? (box[1] + box[3]) / 2];
  const size = (box[2] - box[0]) * (box[3] - box[1]);
  return {
    type: 'Feature',
    geometry: { type: 'Point', coordinates: centre },
    properties: { name: lang === 'en' ? (p.name_en ?? p.name) : p.name, rank: -size },
  };
}
