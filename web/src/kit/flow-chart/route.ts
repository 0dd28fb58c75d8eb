// How the lines run. The layout gives each line a place in every layer that it passes; the ways from layer to layer are
// laid here: straight through a layer, to the side only in the gaps between layers, so that no line crosses a box.

export interface Point {
  x: number;
  y: number;
}
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}
/** A layer of boxes: from its highest top to its lowest bottom. */
interface Band {
  top: number;
  bottom: number;
}
/** One line to lay: from box to box by way of one point in each layer between. */
export interface Way {
  from: Box;
  to: Box;
  via: Point[];
}

const corner = 16;
const apart = 18;

/** The layers that the middles of boxes and labels make. */
export function bandsOf(boxes: Box[]): Map<number, Band> {
  const bands = new Map<number, Band>();
  for (const b of boxes) {
    const key = Math.round(b.y);
    const half = b.height / 2;
    const band = bands.get(key);
    bands.set(key, { top: Math.min(band?.top ?? Infinity, b.y - half), bottom: Math.max(band?.bottom ?? -Infinity, b.y + half) });
  }
  return bands;
}

/** The points of every line, in the order of the ways. */
export function routes(ways: Way[], bands: Map<number, Band>): Point[][] {
  const [out, into] = ports(ways);
  return ways.map((w, i) => {
    const down = w.to.y > w.from.y;
    const band = (p: Point): Band => bands.get(Math.round(p.y)) ?? { top: p.y, bottom: p.y };
    const leave = (b: Band) => (down ? b.bottom : b.top);
    const enter = (b: Band) => (down ? b.top : b.bottom);
    const sign = down ? 1 : -1;
    const points: Point[] = [
      { x: out[i]!, y: w.from.y + (sign * w.from.height) / 2 },
      { x: out[i]!, y: leave(band(w.from)) },
    ];
    for (const p of w.via) points.push({ x: p.x, y: enter(band(p)) }, { x: p.x, y: leave(band(p)) });
    points.push({ x: into[i]!, y: enter(band(w.to)) }, { x: into[i]!, y: w.to.y - (sign * w.to.height) / 2 });
    return tidy(points);
  });
}

/** Where each line leaves its first box and enters its last: as near to its way as it can, side by side with the others. */
function ports(ways: Way[]): [out: number[], into: number[]] {
  const out: number[] = [];
  const into: number[] = [];
  const sides = new Map<Box, { top: Port[]; bottom: Port[] }>();
  const add = (box: Box, side: 'top' | 'bottom', port: Port) => {
    const s = sides.get(box) ?? { top: [], bottom: [] };
    s[side].push(port);
    sides.set(box, s);
  };
  ways.forEach((w, i) => {
    const down = w.to.y > w.from.y;
    add(w.from, down ? 'bottom' : 'top', { toward: w.via[0]?.x ?? w.to.x, set: (x) => (out[i] = x) });
    add(w.to, down ? 'top' : 'bottom', { toward: w.via.at(-1)?.x ?? w.from.x, set: (x) => (into[i] = x) });
  });
  for (const [box, s] of sides) for (const side of [s.top, s.bottom]) spread(box, side);
  return [out, into];
}

interface Port {
  toward: number;
  set: (x: number) => void;
}

function spread(box: Box, side: Port[]) {
  const [left, right] = [box.x - box.width / 2 + corner, box.x + box.width / 2 - corner];
  const gap = Math.min(apart, (right - left) / Math.max(1, side.length - 1));
  side.sort((a, b) => a.toward - b.toward);
  const xs = side.map((p) => Math.min(right, Math.max(left, p.toward)));
  for (let i = 1; i < xs.length; i++) xs[i] = Math.max(xs[i]!, xs[i - 1]! + gap);
  for (let i = xs.length - 1; i >= 0; i--) xs[i] = Math.min(xs[i]!, i === xs.length - 1 ? right : xs[i + 1]! - gap);
  side.forEach((p, i) => p.set(xs[i]!));
}

/** Drops points that do not turn. */
function tidy(points: Point[]): Point[] {
  const out: Point[] = [];
  for (const p of points) {
    const [a, b] = [out.at(-2), out.at(-1)];
    if (b && Math.hypot(p.x - b.x, p.y - b.y) < 0.5) continue;
    if (a && b && Math.abs(a.x - b.x) < 0.5 && Math.abs(b.x - p.x) < 0.5) out.pop();
    out.push(p);
  }
  return out;
}

/** A line through points with rounded corners. */
export function pathOf(points: Point[], radius = 9): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let d = `M${r(first.x)} ${r(first.y)}`;
  rest.forEach((p, i) => {
    const next = rest[i + 1];
    if (!next) {
      d += `L${r(p.x)} ${r(p.y)}`;
      return;
    }
    const a = toward(p, i === 0 ? first : rest[i - 1]!, radius);
    const b = toward(p, next, radius);
    d += `L${r(a.x)} ${r(a.y)}Q${r(p.x)} ${r(p.y)} ${r(b.x)} ${r(b.y)}`;
  });
  return d;
}

const r = (n: number) => Math.round(n * 10) / 10;

function toward(from: Point, to: Point, by: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const part = length === 0 ? 0 : Math.min(by, length / 2) / length;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}
