import type { Risk, Words } from '@/api/types';
import type { Branch, TreeKind } from '@/kit/kind-tree';

/** The branches with only those kinds whose name, in either language, or whose theme holds what was typed. */
export function matching<K extends TreeKind>(all: Branch<K>[], typed: string): Branch<K>[] {
  const q = typed.trim().toLowerCase();
  if (!q) return all;
  const has = (w: Words) => w.zh.toLowerCase().includes(q) || w.en.toLowerCase().includes(q);
  return all.map((b) => (has(b.title) ? b : { ...b, kinds: b.kinds.filter((k) => has(k.title)) })).filter((b) => b.kinds.length > 0);
}

/** How one layer is shown. */
export interface Layer {
  on: boolean;
  /** Only this level. */
  risk?: Risk;
  /** Per cent, 10 to 100. */
  opacity: number;
}
export type Layers = Record<string, Layer>;

export const plain: Layer = { on: false, opacity: 100 };
export const layerOf = (layers: Layers, kind: string): Layer => layers[kind] ?? plain;

/** Whether all, some or none of a branch's layers are on. */
export function tally(layers: Layers, kinds: TreeKind[]): 'all' | 'some' | 'none' {
  const n = kinds.filter((k) => layerOf(layers, k.name).on).length;
  return n === 0 ? 'none' : n === kinds.length ? 'all' : 'some';
}

export function switched(layers: Layers, kinds: TreeKind[], on: boolean): Layers {
  return { ...layers, ...Object.fromEntries(kinds.map((k) => [k.name, { ...layerOf(layers, k.name), on }])) };
}

/** Layers that are on, as text for an address: "enterprise.red*40,camera". */
export function layersText(layers: Layers): string {
  return Object.entries(layers)
    .filter(([, l]) => l.on)
    .map(([name, l]) => `${name}${l.risk ? `.${l.risk}` : ''}${l.opacity < 100 ? `*${l.opacity}` : ''}`)
    .join(',');
}

const one = /^([a-z0-9-]{1,40})(?:\.(red|orange|yellow|blue))?(?:\*(\d{1,3}))?$/;

/** The layers that a text tells; what is not understood is left out. "none" is no layer at all. */
export function layersFrom(text: string): Layers {
  const out: Layers = {};
  for (const part of text.split(',')) {
    const m = one.exec(part);
    if (!m?.[1] || m[1] === 'none') continue;
    out[m[1]] = { on: true, risk: m[2] as Risk | undefined, opacity: m[3] ? Math.min(100, Math.max(10, Number(m[3]))) : 100 };
  }
  return out;
}
