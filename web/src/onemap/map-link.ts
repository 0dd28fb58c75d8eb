import type { LonLat } from '@/map/geodesy';
import { shapeFrom, shapeText, type Shape } from '@/map/shape';
import { layersFrom, layersText, type Layers } from './layer-tree';

/** Where the map looks. */
export interface View {
  centre: LonLat;
  zoom: number;
}

/** Colours over the areas, heat in the place of points, or where nobody answers. */
export type Theme = '' | 'four' | 'rated' | 'heat' | 'gaps';
const themes: Theme[] = ['four', 'rated', 'heat', 'gaps'];

/** All of the map that a link carries. */
export interface Linked {
  view?: View;
  layers?: Layers;
  area: string;
  shape?: Shape;
  theme: Theme;
}

/** The parts of the address. */
export interface LinkParts {
  view?: string;
  layers?: string;
  area?: string;
  shape?: string;
  theme?: string;
}
export const linkParts = ['view', 'layers', 'area', 'shape', 'theme'] as const;

/** A map as parts of an address; what is as usual is left out. */
export function toLink(l: Linked): LinkParts {
  const out: LinkParts = {};
  if (l.view) out.view = `${l.view.centre[0].toFixed(5)},${l.view.centre[1].toFixed(5)},${l.view.zoom.toFixed(2)}`;
  if (l.layers) out.layers = layersText(l.layers) || 'none';
  if (l.area) out.area = l.area;
  if (l.shape) out.shape = shapeText(l.shape);
  if (l.theme) out.theme = l.theme;
  return out;
}

/** The map that an address tells. Whatever is not understood is as if it were not there. */
export function fromLink(p: LinkParts): Linked {
  return {
    view: viewFrom(p.view),
    layers: p.layers === undefined ? undefined : layersFrom(p.layers),
    area: /^[0-9A-Z]{6,20}$/.test(p.area ?? '') ? p.area! : '',
    shape: shapeFrom(p.shape),
    theme: themes.find((x) => x === p.theme) ?? '',
  };
}

function viewFrom(text: string | undefined): View | undefined {
  const n = (text ?? '').split(',').map(Number);
  const [lon = NaN, lat = NaN, zoom = NaN] = n;
  if (n.length !== 3 || !(Math.abs(lon) <= 180 && Math.abs(lat) <= 85 && zoom >= 0 && zoom <= 22)) return undefined;
  return { centre: [lon, lat], zoom };
}
