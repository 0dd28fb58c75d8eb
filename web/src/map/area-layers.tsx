import { useQuery } from '@tanstack/react-query';
import type { FeatureCollection } from 'geojson';
import { useEffect, useMemo } from 'react';
import { outlinesQuery } from '@/api/queries';
import type { Severity } from '@/api/types';
import { useT } from '@/i18n/desk';
import { bounds, outerEdge } from './outer-edge';
import { labelFont, severityColour, slots } from './style';
import { useGeoLayers } from './use-layers';

const nothing: FeatureCollection = { type: 'FeatureCollection', features: [] };

const areaLayers = [
  {
    id: 'area-fill',
    type: 'fill' as const,
    source: 'areas',
    paint: {
      'fill-color': ['match', ['get', 'worst'], 'critical', severityColour.critical, 'high', severityColour.high, 'medium', severityColour.medium, '#2a6fc9'] as never,
      'fill-opacity': ['match', ['get', 'worst'], ['critical', 'high', 'medium'], 0.13, 0.1] as never,
    },
  },
  { id: 'area-line', type: 'line' as const, source: 'areas', paint: { 'line-color': '#3a78b5', 'line-width': 1, 'line-opacity': 0.75 } },
];
const riverLayers = [
  {
    id: 'river',
    type: 'line' as const,
    source: 'rivers',
    layout: { 'line-join': 'round' as const, 'line-cap': 'round' as const },
    paint: { 'line-color': '#1b6fb3', 'line-width': ['interpolate', ['linear'], ['zoom'], 7, 1, 10, 2.2, 13, 3] as never, 'line-opacity': 0.8 },
  },
];
const edgeLayers = [
  { id: 'edge-glow', type: 'line' as const, source: 'edge', paint: { 'line-color': '#18b6ff', 'line-width': 14, 'line-blur': 12, 'line-opacity': 0.55 } },
  { id: 'edge-line', type: 'line' as const, source: 'edge', layout: { 'line-join': 'round' as const }, paint: { 'line-color': '#5fe0ff', 'line-width': 1.6 } },
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
  const code = (f: GeoJSON.Feature) => String(f.properties?.code ?? f.id ?? '');
  const areas = useMemo<FeatureCollection>(
    () =>
      data
        ? { ...data, features: data.features.map((f) => ({ ...f, properties: { ...f.properties, worst: worst?.[code(f)] ?? '' } })) }
        : nothing,
    [data, worst],
  );
  const edge = useMemo(() => (data ? outerEdge(data) : nothing), [data]);
  const names = useMemo<FeatureCollection>(() => (data && named ? { ...nothing, features: data.features.map((f) => nameOf(f, lang)) } : nothing), [data, lang, named]);
  const map = useGeoLayers('areas', slots.areas, areaLayers, areas);
  useGeoLayers('rivers', slots.areas, riverLayers, rivers.data ?? nothing);
  useGeoLayers('edge', slots.areas, edgeLayers, edge);
  useGeoLayers('area-names', slots.top, nameLayers, names);
  // The city's shape comes before the many points: drawing those keeps a slow machine busy for seconds.
  useEffect(() => {
    if (!map || !onDrawn) return;
    const late = setTimeout(onDrawn, 2500);
    const seen = (e: { sourceId?: string; isSourceLoaded?: boolean }) => {
      if (e.sourceId === 'edge' && e.isSourceLoaded && data) onDrawn();
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

function nameOf(f: GeoJSON.Feature, lang: string): GeoJSON.Feature {
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
