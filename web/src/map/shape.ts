import { buffer } from './buffer';
import { areaOf, circle, distance, lengthOf, type LonLat } from './geodesy';

export type ShapeKind = 'point' | 'line' | 'polygon' | 'circle';
export const shapeKinds: ShapeKind[] = ['point', 'line', 'polygon', 'circle'];

/** What somebody drew: its corners, and how many metres around it count as well. A circle has its centre and a place on its rim. */
export interface Shape {
  kind: ShapeKind;
  points: LonLat[];
  around: number;
}

/** The fewest corners that make a shape. */
export const fewest = { point: 1, line: 2, polygon: 3, circle: 2 } as const;
/** The server reads a polygon of 8,000 characters; a corner takes at most 22. */
const mostCorners = 360;
/** The largest distance around a shape, in metres. */
export const mostAround = 100_000;

export const whole = (s: Shape | undefined): s is Shape => s !== undefined && s.points.length >= fewest[s.kind];

/** The ring that a shape covers, with what is around it; undefined for a point or a line with nothing around. */
export function ringOf(s: Shape): LonLat[] | undefined {
  if (!whole(s)) return undefined;
  const [first] = s.points as [LonLat];
  if (s.kind === 'circle') return circle(first, distance(first, s.points[1]!) + s.around);
  if (s.around > 0) return buffer(s.points, s.around, s.kind === 'polygon');
  return s.kind === 'polygon' ? s.points : undefined;
}

/** A ring as the server's `polygon` takes it; thinned when it has too many corners. */
export function polygonText(ring: LonLat[]): string {
  const every = Math.ceil(ring.length / mostCorners);
  return ring
    .filter((_, i) => i % every === 0)
    .map(([x, y]) => `${x.toFixed(5)},${y.toFixed(5)}`)
    .join(',');
}

export interface Measure {
  /** Metres: of a line, of the way around a polygon, of the radius of a circle. */
  length?: number;
  /** Square metres, with what is around it. */
  area?: number;
}

/** What a shape measures; nothing of what it does not have. */
export function measure(s: Shape): Measure {
  if (!whole(s)) return {};
  const ring = ringOf(s);
  const area = ring && (s.kind === 'circle' ? Math.PI * (distance(s.points[0]!, s.points[1]!) + s.around) ** 2 : areaOf(ring));
  if (s.kind === 'circle') return { length: distance(s.points[0]!, s.points[1]!), area };
  if (s.kind === 'point') return { area };
  return { length: lengthOf(s.kind === 'polygon' ? [...s.points, s.points[0]!] : s.points), area };
}

/** Reports whether sides of a polygon cross each other, so that its area means nothing. */
export function crossed(s: Shape): boolean {
  if (s.kind !== 'polygon' || s.points.length < 4) return false;
  const p = s.points;
  const side = (i: number): [LonLat, LonLat] => [p[i]!, p[(i + 1) % p.length]!];
  for (let i = 0; i < p.length; i++) {
    for (let j = i + 2; j < p.length; j++) {
      if (i === 0 && j === p.length - 1) continue;
      if (meet(side(i), side(j))) return true;
    }
  }
  return false;
}

function meet([a, b]: [LonLat, LonLat], [c, d]: [LonLat, LonLat]): boolean {
  const turn = (p: LonLat, q: LonLat, r: LonLat) => Math.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]));
  return turn(a, b, c) !== turn(a, b, d) && turn(c, d, a) !== turn(c, d, b);
}

/** A shape as text for an address: "polygon;500;123.40000,41.80000;…". */
export function shapeText(s: Shape): string {
  return [s.kind, Math.round(s.around), ...s.points.map(([x, y]) => `${x.toFixed(5)},${y.toFixed(5)}`)].join(';');
}

/** The shape that a text tells; undefined when it tells none. */
export function shapeFrom(text: string | undefined): Shape | undefined {
  const [kind, around, ...rest] = (text ?? '').split(';');
  if (!shapeKinds.includes(kind as ShapeKind) || rest.length > mostCorners) return undefined;
  const points = rest.map((p) => p.split(',').map(Number)).filter((p): p is LonLat => p.length === 2 && valid(p[0], p[1]));
  const s: Shape = { kind: kind as ShapeKind, points, around: Math.min(mostAround, Math.max(0, Number(around) || 0)) };
  return points.length === rest.length && whole(s) ? s : undefined;
}

const valid = (x: number | undefined, y: number | undefined) => Math.abs(x ?? NaN) <= 180 && Math.abs(y ?? NaN) <= 90;
