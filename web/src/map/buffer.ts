import { boxOf, circle, within, type LonLat } from './geodesy';

type XY = [x: number, y: number];
const metresPerDegree = 111_195.08;
/** Squares along the longer side of the grid on which the distance is measured. */
const fine = 150;

/**
 * The ring around everything within so many metres of a line or of a polygon (closed). It is the level line of the
 * distance, taken on a grid of 150 squares along its longer side, so it lies within a hundredth of its width of the true
 * one. Holes, such as the middle of a line that runs in a ring, are filled.
 */
export function buffer(places: LonLat[], metres: number, closed: boolean): LonLat[] {
  const [first] = places;
  if (!first || metres <= 0) return closed ? places : [];
  if (places.length === 1) return circle(first, metres);
  const k = Math.cos(((boxOf(places)[1] + boxOf(places)[3]) / 2) * (Math.PI / 180));
  const flat = places.map(([lon, lat]): XY => [(lon - first[0]) * k * metresPerDegree, (lat - first[1]) * metresPerDegree]);
  const ring = longest(levelLines(flat, metres, closed));
  return thin(ring, metres / 200).map(([x, y]) => [first[0] + x / (k * metresPerDegree), first[1] + y / metresPerDegree]);
}

/** How far a place is from a line, or from a polygon: negative inside it. */
function away(p: XY, flat: XY[], closed: boolean): number {
  let best = Infinity;
  const n = closed ? flat.length : flat.length - 1;
  for (let i = 0; i < n; i++) best = Math.min(best, toSegment(p, flat[i]!, flat[(i + 1) % flat.length]!));
  return closed && within(flat, p) ? -best : best;
}

function toSegment([x, y]: XY, [ax, ay]: XY, [bx, by]: XY): number {
  const [dx, dy] = [bx - ax, by - ay];
  const long = dx * dx + dy * dy;
  const t = long === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / long));
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
}

/** Marching squares: the closed lines on which the distance is `level`. */
function levelLines(flat: XY[], level: number, closed: boolean): XY[][] {
  const [w, s, e, n] = boxOf(flat);
  const room = level * 1.1;
  const step = Math.max(e - w + 2 * room, n - s + 2 * room) / fine;
  const [cols, rows] = [Math.ceil((e - w + 2 * room) / step) + 1, Math.ceil((n - s + 2 * room) / step) + 1];
  const at = (i: number, j: number): XY => [w - room + i * step, s - room + j * step];
  const value = Array.from({ length: cols * rows }, (_, c) => away(at(c % cols, Math.floor(c / cols)), flat, closed) - level);
  const v = (i: number, j: number) => value[j * cols + i]!;
  const next = new Map<string, { to: string; p: XY }>();
  for (let j = 0; j + 1 < rows; j++) {
    for (let i = 0; i + 1 < cols; i++) {
      const corners = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]] as const;
      for (const [a, b] of crossings(corners.map(([x, y]) => v(x, y) < 0))) {
        const [from, to] = [a, b].map((side) => cut(corners[side]!, corners[(side + 1) % 4]!, v, at));
        next.set(from!.key, { to: to!.key, p: from!.p });
      }
    }
  }
  return follow(next);
}

/** Which sides (0 south, 1 east, 2 north, 3 west) a line joins, with the inside on its left. */
function crossings(inside: boolean[]): [number, number][] {
  const [leave, enter]: [number[], number[]] = [[], []];
  for (let side = 0; side < 4; side++) {
    if (inside[side] && !inside[(side + 1) % 4]) leave.push(side);
    if (!inside[side] && inside[(side + 1) % 4]) enter.push(side);
  }
  return leave.map((l) => [l, enter.toSorted((a, b) => ((l - a + 4) % 4) - ((l - b + 4) % 4))[0]!]);
}

function cut(a: readonly [number, number], b: readonly [number, number], v: (i: number, j: number) => number, at: (i: number, j: number) => XY) {
  const [p, q] = a[0] + a[1] <= b[0] + b[1] ? [a, b] : [b, a];
  const [vp, vq] = [v(p[0], p[1]), v(q[0], q[1])];
  const t = vp / (vp - vq);
  const [P, Q] = [at(p[0], p[1]), at(q[0], q[1])];
  return { key: `${p[0]},${p[1]},${q[0]},${q[1]}`, p: [P[0] + t * (Q[0] - P[0]), P[1] + t * (Q[1] - P[1])] as XY };
}

function follow(next: Map<string, { to: string; p: XY }>): XY[][] {
  const rings: XY[][] = [];
  for (const start of next.keys()) {
    const ring: XY[] = [];
    for (let k: string | undefined = start; k !== undefined; ) {
      const here = next.get(k);
      if (!here) break;
      ring.push(here.p);
      next.delete(k);
      k = here.to;
    }
    if (ring.length > 2) rings.push(ring);
  }
  return rings;
}

/** The outermost of rings that do not cross: the one with the largest box. */
function longest(rings: XY[][]): XY[] {
  const size = (r: XY[]) => {
    const [w, s, e, n] = boxOf(r);
    return (e - w) * (n - s);
  };
  return rings.toSorted((a, b) => size(b) - size(a))[0] ?? [];
}

/** Leaves out corners that lie within `off` of the line without them (Douglas and Peucker). */
export function thin(ring: XY[], off: number): XY[] {
  if (ring.length < 4) return ring;
  const keep = new Set([0, ring.length - 1]);
  const work: [number, number][] = [[0, ring.length - 1]];
  for (let w = work.pop(); w; w = work.pop()) {
    const [from, to] = w;
    let [far, at] = [0, -1];
    for (let i = from + 1; i < to; i++) {
      const d = toSegment(ring[i]!, ring[from]!, ring[to]!);
      if (d > far) [far, at] = [d, i];
    }
    if (far <= off || at < 0) continue;
    keep.add(at);
    work.push([from, at], [at, to]);
  }
  return ring.filter((_, i) => keep.has(i));
}
