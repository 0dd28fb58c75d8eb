import type { CircleLayerSpecification, SymbolLayerSpecification } from 'maplibre-gl';
import { labelFont } from './style';

/** What the marks of one source look like: a dot with a sign in it and a name beside it. Lengths are pixels. */
export interface Mark {
  source: string;
  /** Begins the ids of the layers: `${id}-dot`, `${id}-glyph`, `${id}-name`. */
  id: string;
  dot: CircleLayerSpecification['paint'];
  glyph: { colour: string; size: number };
  name: { colour: string; halo: string; size: number; above?: boolean; away: number; wide: number; optional?: boolean; minzoom?: number };
}

/**
 * The layers of marks, whose points have the properties `glyph` and `name`: dots first, then signs, then names, which are
 * never drawn over each other.
 */
export function markLayers({ source, id, dot, glyph, name }: Mark): [CircleLayerSpecification, SymbolLayerSpecification, SymbolLayerSpecification] {
  return [
    { id: `${id}-dot`, type: 'circle', source, paint: dot },
    {
      id: `${id}-glyph`,
      type: 'symbol',
      source,
      layout: { 'text-field': ['get', 'glyph'], 'text-font': labelFont, 'text-size': glyph.size, 'text-allow-overlap': true },
      paint: { 'text-color': glyph.colour },
    },
    {
      id: `${id}-name`,
      type: 'symbol',
      source,
      minzoom: name.minzoom ?? 0,
      layout: {
        'text-field': ['get', 'name'],
        'text-font': labelFont,
        'text-size': name.size,
        'text-anchor': name.above ? 'bottom' : 'top',
        'text-offset': [0, name.above ? -name.away : name.away],
        'text-max-width': name.wide,
        'text-optional': name.optional ?? false,
      },
      paint: { 'text-color': name.colour, 'text-halo-color': name.halo, 'text-halo-width': 1.7 },
    },
  ];
}
