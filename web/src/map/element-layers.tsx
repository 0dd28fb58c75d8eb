import { useEffect } from 'react';
import type { CircleLayerSpecification, SymbolLayerSpecification } from 'maplibre-gl';
import type { Kind } from '@/api/types';
import { useMap } from './map-view';
import { byRisk, labelFont, riskColour, slots } from './style';

export const layerOf = (kind: string) => `kind-${kind}`;

/** The elements of the kinds that are switched on, as vector tiles from the server. */
export function ElementLayers({ kinds, on }: { kinds: Kind[]; on: Set<string> }) {
  return kinds.filter((k) => on.has(k.name)).map((k) => <KindLayer key={k.name} kind={k} />);
}

const graded = new Set(['enterprise', 'hazard-source', 'tank']);

function KindLayer({ kind: k }: { kind: Kind }) {
  const map = useMap();
  useEffect(() => {
    if (!map) return;
    const id = layerOf(k.name);
    map.addSource(id, {
      type: 'vector',
      tiles: [`${location.origin}/api/register/tiles/${k.name}/{z}/{x}/{y}.mvt`],
      minzoom: 5,
      maxzoom: 15,
    });
    map.addLayer(graded.has(k.name) ? crowd(id, k) : place(id, k), slots.elements);
    if (!graded.has(k.name) || k.name === 'hazard-source') map.addLayer(glyph(id, k), slots.elements);
    map.addLayer(label(id, k), slots.elements);
    return () => {
      if (!map.style) return;
      for (const l of [id, `${id}-glyph`, `${id}-label`]) if (map.getLayer(l)) map.removeLayer(l);
      if (map.getSource(id)) map.removeSource(id);
    };
  }, [map, k]);
  return null;
}

/** Many small points whose size and strength follow the risk, so that the many blue ones do not drown the few red. */
function crowd(id: string, k: Kind): CircleLayerSpecification {
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
      'circle-opacity': ['interpolate', ['linear'], ['zoom'], 8, byRisk(0.95, 0.75, 0.55, 0.4, 0.5), 13, byRisk(0.95, 0.9, 0.85, 0.8, 0.8)] as never,
    },
  };
}

/** A place that stands for itself: team, depot, shelter. */
function place(id: string, k: Kind): CircleLayerSpecification {
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
      'circle-opacity': 0.92,
    },
  };
}

function glyph(id: string, k: Kind): SymbolLayerSpecification {
  return {
    id: `${id}-glyph`,
    type: 'symbol',
    source: id,
    'source-layer': k.name,
    minzoom: 11.5,
    layout: { 'text-field': k.style.glyph, 'text-font': labelFont, 'text-size': 12, 'text-allow-overlap': true },
    paint: { 'text-color': '#04101f' },
  };
}

function label(id: string, k: Kind): SymbolLayerSpecification {
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
    paint: { 'text-color': '#cfe0f5', 'text-halo-color': '#04101f', 'text-halo-width': 1.4 },
  };
}
