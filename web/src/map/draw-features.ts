import { circle, distance, type LonLat } from './geodesy';
import { ringOf, type Shape } from './shape';

type Part = 'area' | 'around' | 'line' | 'corner' | 'middle';
const feature = (part: Part, geometry: GeoJSON.Geometry, more: object = {}): GeoJSON.Feature => ({ type: 'Feature', geometry, properties: { part, ...more } });
const closed = (ring: LonLat[]) => [...ring, ring[0]!];

/** What of a shape is drawn: its area, what is around it, its lines, and, for editing, its corners and the places between them. */
export function drawFeatures(s: Shape | undefined, open: boolean, edit: boolean): GeoJSON.FeatureCollection {
  const features: GeoJSON.Feature[] = [];
  if (s && s.points.length > 0) {
    const ring = ringOf(s);
    if (ring && s.around > 0) features.push(feature('around', { type: 'Polygon', coordinates: [closed(ring)] }));
    features.push(...body(s, open));
    if (edit) features.push(...handles(s, open));
  }
  return { type: 'FeatureCollection', features };
}

function body(s: Shape, open: boolean): GeoJSON.Feature[] {
  const [first, second] = s.points as [LonLat, LonLat?];
  if (s.kind === 'circle' && second) {
    const ring = closed(circle(first, distance(first, second)));
    return [feature('area', { type: 'Polygon', coordinates: [ring] }), feature('line', { type: 'LineString', coordinates: [first, second] })];
  }
  if (s.points.length < 2) return [];
  const corners = s.kind === 'polygon' && s.points.length > 2 ? closed(s.points) : s.points;
  const line = feature('line', { type: 'LineString', coordinates: s.kind === 'polygon' && open ? s.points : corners });
  return s.kind === 'polygon' && s.points.length > 2 ? [feature('area', { type: 'Polygon', coordinates: [corners] }), line] : [line];
}

function handles(s: Shape, open: boolean): GeoJSON.Feature[] {
  const out = s.points.map((p, n) => feature('corner', { type: 'Point', coordinates: p }, { n }));
  if (open || s.kind === 'point' || s.kind === 'circle') return out;
  const sides = s.kind === 'polygon' ? s.points.length : s.points.length - 1;
  for (let n = 0; n < sides; n++) {
    const [a, b] = [s.points[n]!, s.points[(n + 1) % s.points.length]!];
    out.push(feature('middle', { type: 'Point', coordinates: [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] }, { n }));
  }
  return out;
}
