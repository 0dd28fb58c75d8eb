import type { Words } from '@/api/types';
import { nearnessOf, type Nearness } from '@/system/desk/due';

/** What the boards need of a case. */
export interface Standing {
  area: string;
  stage: string;
  closed: boolean;
  due_at: string;
}

/** How near a case is to its due time; a closed one has none. */
export const nearOf = (c: Standing, now: number): Nearness => (c.closed ? 'none' : nearnessOf(c.due_at, now));

export interface StageCount {
  stage: string;
  title: Words;
  n: number;
}

/** The stages in which cases stand, in the order in which they first come, with how many. */
export function stageCounts(items: (Standing & { stage_title: Words })[]): StageCount[] {
  const by = new Map<string, StageCount>();
  for (const i of items) {
    const c = by.get(i.stage);
    if (c) c.n++;
    else by.set(i.stage, { stage: i.stage, title: i.stage_title, n: 1 });
  }
  return [...by.values()].toSorted((a, b) => b.n - a.n);
}

/** Splits cases by a key and keeps their order; the group with the most overdue comes first, then the largest. */
export function grouped<I extends Standing>(items: I[], key: (i: I) => string, now: number): { key: string; items: I[]; late: number }[] {
  const by = new Map<string, I[]>();
  for (const i of items) by.set(key(i), [...(by.get(key(i)) ?? []), i]);
  return [...by.entries()]
    .map(([k, list]) => ({ key: k, items: list, late: list.filter((i) => nearOf(i, now) === 'over').length }))
    .toSorted((a, b) => b.late - a.late || b.items.length - a.items.length || a.key.localeCompare(b.key));
}
