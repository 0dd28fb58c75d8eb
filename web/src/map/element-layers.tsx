import type { CircleLayerSpecification, HeatmapLayerSpecification, SymbolLayerSpecification, VectorTileSource } from 'maplibre-gl';
import { useEffect, useRef } from 'react';
import type { Kind, Risk } from '@/api/types';
import { useMap } from './map-view';
import { byRisk, labelFont, riskColour, slots } from './style';

export const layerOf = (kind: string) => `kind-${kind}`;

export interface Shown {
  on: boolean;
  risk?: Risk;
  /** Per cent. */
  opacity: number;
}

/** The elements of the kinds that are switched on, as vector tiles from the server: within an area, of a level, as points or as heat. */
export function ElementLayers({ kinds, shown, area, heat }: { kinds: Kind[]; shown: (kind: string) => Shown; area: string; heat: boolean }) {
  return kinds
    .filter((k) => shown(k.name).on)
    .map((k) => <KindLayer key={`${k.name} ${heat}`} kind={k} area={area} heat={heat} risk={shown(k.name).risk} opacity={shown(k.name).opacity} />);
}

const graded = new Set(['enterprise', 'hazard-source', 'tank']);

function KindLayer({ kind: k, area, risk, opacity, heat }: { kind: Kind; area: string; risk?: Risk; opacity: number; heat: boolean }) {
  const map = useMap();
  const query = new URLSearchParams({ ...(area && { area }), ...(risk && { risk }) }).toString();
  const tiles = `${location.origin}/api/register/tiles/${k.name}/{z}/{x}/{y}.mvt${query && `?${query}`}`;
  const first = useRef({ tiles, opacity });
  const asked = useRef('');
  first.current = { tiles, opacity };
  useEffect(() => {
    if (!map) return;
    const id = layerOf(k.name);
    const made = layersOf(id, k, heat, first.current.opacity / 100);
    asked.current = first.current.tiles;
    map.addSource(id, { type: 'vector', tiles: [asked.current], minzoom: 5, maxzoom: 15 });
    for (const l of made) map.addLayer(l, slots.elements);
    return () => {
      if (!map.style) return;
      for (const l of made) if (map.getLayer(l.id)) map.removeLayer(l.id);
      if (map.getSource(id)) map.removeSource(id);
    };
  }, [map, k, heat]);
  useEffect(() => {
    const source = map?.getSource<VectorTileSource>(layerOf(k.name));
    if (!source || asked.current === tiles) return;
    asked.current = tiles;
    source.setTiles([tiles]);
  }, [map, k, tiles]);
  useEffect(() => {
    if (!map) return;
    for (const l of layersOf(layerOf(k.name), k, heat, opacity / 100)) {
      const name = l.type === 'circle' ? 'circle-opacity' : l.type === 'heatmap' ? 'heatmap-opacity' : 'text-opacity';
      if (map.getLayer(l.id)) map.setPaintProperty(l.id, name, (l.paint as Record<string, number>)[name]);
    }
  }, [map, k, heat, opacity]);
  return null;
}

function layersOf(id: string, k: Kind, heat: boolean, strength: number): (CircleLayerSpecification | SymbolLayerSpecification | HeatmapLayerSpecification)[] {
  if (heat) return [warmth(id, k, strength)];
  const dots = graded.has(k.name) ? crowd(id, k, strength) : place(id, k, strength);
  const plain = !graded.has(k.name) || k.name === 'hazard-source';
  return [dots, ...(plain ? [glyph(id, k, strength)] : []), label(id, k, strength)];
}

/** Where there is much of a kind: each point weighs as many elements as the tile says it stands for. */
function warmth(id: string, k: Kind, strength: number): HeatmapLayerSpecification {
  return {
    id,
    type: 'heatmap',
    source: id,
    'source-layer': k.name,
    paint: {
      'heatmap-weight': ['interpolate', ['linear'], ['coalesce', ['get', 'n'], 1], 1, 0.08, 10, 0.35, 100, 1] as never,
      'heatmap-intensity': ['interpolate', ['linear'], ['zoom'], 7, 0.7, 11, 1, 15, 2.5] as never,
      'heatmap-radius': ['interpolate', ['linear'], ['zoom'], 7, 9, 11, 20, 15, 40] as never,
      'heatmap-color': ['interpolate', ['linear'], ['heatmap-density'], 0, '#07112000', 0.15, '#1668dc66', 0.4, '#36cfc9aa', 0.6, '#ffd83dcc', 0.8, '#ff9f2edd', 1, '#ff4d4fee'] as never,
      'heatmap-opacity': 0.85 * strength,
    },
  };
}

/** Many small points whose size and strength follow the risk, so that the many blue ones do not drown the few red. */
function crowd(id: string, k: Kind, strength: number): CircleLayerSpecification {
  const big = k.name === 'hazard-source' ? 2.2 : 1;
  return {
    id,
    type: 'circle',
    source: id,
    'source-layer': k.name,
    layout: { 'circle-sort-key': byRisk(4, 3, 2, 1, 0) },
    paint: {
      'circle-color': byRisk(riskColour.red, riskColour.orange, riskColour.yellow, riskColour.blue, k.style.colour),
      'circle-radius': [
        'interpolate',
        ['linear'],
        ['zoom'],
        7,
        byRisk(1.9 * big, 1.5 * big, 1.2 * big, 1 * big, 1 * big),
        11,
        byRisk(2.6 * big, 2.2 * big, 1.8 * big, 1.5 * big, 1.6 * big),
        15,
        byRisk(6, 5.5, 5, 4.5, 5),
      ] as never,
      'circle-opacity': ['interpolate', ['linear'], ['zoom'], 8, faded(strength, 0.95, 0.75, 0.55, 0.4, 0.5), 13, faded(strength, 0.95, 0.9, 0.85, 0.8, 0.8)] as never,
    },
  };
}

const faded = (strength: number, ...by: [number, number, number, number, number]) => byRisk(...(by.map((n) => n * strength) as typeof by));

/** A place that stands for itself: team, depot, shelter. */
function place(id: string, k: Kind, strength: number): CircleLayerSpecification {
  return {
    id,
    type: 'circle',
    source: id,
    'source-layer': k.name,
    paint: {
      'circle-color': k.style.colour,
      'circle-stroke-color': '#04101f',
      'circle-stroke-width': 1,
      'circle-radius': ['interpolate', ['linear'], ['zoom'], 7, 1.8, 10, 4.5, 12, 9] as never,
      'circle-opacity': 0.92 * strength,
    },
  };
}

function glyph(id: string, k: Kind, strength: number): SymbolLayerSpecification {
  return {
    id: `${id}-glyph`,
    type: 'symbol',
    source: id,
    'source-layer': k.name,
    minzoom: 11.5,
    layout: { 'text-field': k.style.glyph, 'text-font': labelFont, 'text-size': 12, 'text-allow-overlap': true },
    paint: { 'text-color': '#04101f', 'text-opacity': strength },
  };
}

function label(id: string, k: Kind, strength: number): SymbolLayerSpecification {
  return {
    id: `${id}-label`,
    type: 'symbol',
    source: id,
    'source-layer': k.name,
    minzoom: k.name === 'enterprise' || k.name === 'camera' ? 15 : 13,
    layout: {
      'text-field': ['get', 'name'],
      'text-font': labelFont,
      'text-size': 12,
      'text-anchor': 'top',
      'text-offset': [0, 0.9],
      'text-max-width': 12,
      'symbol-sort-key': byRisk(0, 1, 2, 3, 4),
    },
    paint: { 'text-color': '#cfe0f5', 'text-halo-color': '#04101f', 'text-halo-width': 1.4, 'text-opacity': strength },
  };
}
