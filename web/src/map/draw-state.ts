import type { LonLat } from './geodesy';
import { fewest, whole, type Shape, type ShapeKind } from './shape';

interface Step {
  shape?: Shape;
  /** Corners are being set; else the shape stands and may be edited. */
  open: boolean;
}

/** Drawing: the shape, whether corners are still being set, and what undo and redo lead to. */
export interface Drawing extends Step {
  past: Step[];
  future: Step[];
}

export type DrawAct =
  | { do: 'begin'; kind: ShapeKind }
  | { do: 'put'; shape: Shape | undefined }
  | { do: 'add'; at: LonLat }
  | { do: 'move'; n: number; at: LonLat }
  | { do: 'insert'; after: number; at: LonLat }
  | { do: 'remove'; n: number }
  | { do: 'around'; metres: number }
  | { do: 'finish' | 'cancel' | 'undo' | 'redo' | 'delete' };

export const noDrawing: Drawing = { open: false, past: [], future: [] };
const most = 100;

/** What becomes of a drawing. Every change of the shape can be taken back; "begin" and "cancel" forget what was before. */
export function draw(d: Drawing, a: DrawAct): Drawing {
  switch (a.do) {
    case 'begin':
      return { shape: { kind: a.kind, points: [], around: d.shape?.around ?? 0 }, open: true, past: [], future: [] };
    case 'put':
      return changed(d, a.shape, false);
    case 'add':
      return d.open ? added(d, d.shape!, a.at) : d;
    case 'finish':
      return d.open && whole(d.shape) ? changed(d, d.shape, false) : d;
    case 'cancel':
      return d.open ? noDrawing : d;
    case 'undo': {
      const to = d.past.at(-1);
      return to ? { ...to, past: d.past.slice(0, -1), future: [...d.future, step(d)] } : d;
    }
    case 'redo': {
      const to = d.future.at(-1);
      return to ? { ...to, past: [...d.past, step(d)], future: d.future.slice(0, -1) } : d;
    }
    case 'delete':
      return d.shape ? changed(d, undefined, false) : d;
    default:
      return edited(d, a);
  }
}

const step = ({ shape, open }: Step): Step => ({ shape, open });

function changed(d: Drawing, shape: Shape | undefined, open = d.open): Drawing {
  return { shape, open, past: [...d.past, step(d)].slice(-most), future: [] };
}

/** A point and a circle are whole with their last corner; lines and polygons go on until they are finished. */
function added(d: Drawing, s: Shape, at: LonLat): Drawing {
  const points = [...s.points, at];
  const full = (s.kind === 'point' || s.kind === 'circle') && points.length === fewest[s.kind];
  return changed(d, { ...s, points }, !full);
}

function edited(d: Drawing, a: Extract<DrawAct, { do: 'move' | 'insert' | 'remove' | 'around' }>): Drawing {
  const s = d.shape;
  if (!s) return d;
  switch (a.do) {
    case 'around':
      return changed(d, { ...s, around: a.metres });
    case 'move':
      return changed(d, { ...s, points: moved(s, a.n, a.at) });
    case 'insert':
      return changed(d, { ...s, points: s.points.toSpliced(a.after + 1, 0, a.at) });
    case 'remove':
      return s.points.length > fewest[s.kind] ? changed(d, { ...s, points: s.points.toSpliced(a.n, 1) }) : d;
  }
}

/** A circle keeps its size when its centre is moved. */
function moved(s: Shape, n: number, at: LonLat): LonLat[] {
  const old = s.points[n]!;
  if (s.kind === 'circle' && n === 0) return s.points.map((p) => [p[0] + at[0] - old[0], p[1] + at[1] - old[1]]);
  return s.points.with(n, at);
}
