import type { Cell, PlanWarning } from '@/api/duty';

/** A plan that is not published: its cells, and what was before and after each change. */
export interface Plan {
  cells: Cell[];
  past: Cell[][];
  future: Cell[][];
}

export type PlanAct =
  | { do: 'load'; cells: Cell[] }
  | { do: 'fill'; cells: Cell[] }
  | { do: 'set'; at: string; contact: string }
  | { do: 'swap'; at: string; with: string }
  | { do: 'undo' }
  | { do: 'redo' };

export const noPlan: Plan = { cells: [], past: [], future: [] };

/** The place of a cell: "2026-03-01/officer/day". */
export const placeOf = (c: Pick<Cell, 'day' | 'role' | 'slot'>) => `${c.day}/${c.role}/${c.slot}`;

/** How many steps can be taken back. */
const kept = 100;

function changed(p: Plan, cells: Cell[]): Plan {
  const same = cells.length === p.cells.length && cells.every((c, i) => placeOf(c) === placeOf(p.cells[i]!) && c.contact === p.cells[i]!.contact);
  return same ? p : { cells, past: [...p.past, p.cells].slice(-kept), future: [] };
}

/** The plan after one act. Loading forgets what was before; all else can be taken back. */
export function plan(p: Plan, a: PlanAct): Plan {
  switch (a.do) {
    case 'load':
      return { cells: a.cells, past: [], future: [] };
    case 'fill':
      return changed(p, a.cells);
    case 'set':
      return changed(p, p.cells.map((c) => (placeOf(c) === a.at ? { ...c, contact: a.contact } : c)));
    case 'swap': {
      const of = (at: string) => p.cells.find((c) => placeOf(c) === at)?.contact ?? '';
      const [one, other] = [of(a.at), of(a.with)];
      return changed(p, p.cells.map((c) => (placeOf(c) === a.at ? { ...c, contact: other } : placeOf(c) === a.with ? { ...c, contact: one } : c)));
    }
    case 'undo': {
      const before = p.past.at(-1);
      return before ? { cells: before, past: p.past.slice(0, -1), future: [p.cells, ...p.future] } : p;
    }
    case 'redo': {
      const [after, ...rest] = p.future;
      return after ? { cells: after, past: [...p.past, p.cells], future: rest } : p;
    }
  }
}

/** The month before one: "2026-01" of "2026-02". */
export function monthBefore(month: string): string {
  const [y, m] = month.split('-').map(Number) as [number, number];
  return m === 1 ? `${y - 1}-12` : `${y}-${String(m - 1).padStart(2, '0')}`;
}

/** The warnings of each cell. */
export function byPlace(warnings: PlanWarning[]): Map<string, PlanWarning[]> {
  const out = new Map<string, PlanWarning[]>();
  for (const w of warnings) out.set(placeOf(w), [...(out.get(placeOf(w)) ?? []), w]);
  return out;
}

/** How many turns each person has in the plan, by kind of day. */
export function turnsOf(cells: Cell[], kindOf: (day: string) => string): Map<string, { workday: number; weekend: number; holiday: number }> {
  const out = new Map<string, { workday: number; weekend: number; holiday: number }>();
  for (const c of cells) {
    if (!c.contact) continue;
    const n = out.get(c.contact) ?? { workday: 0, weekend: 0, holiday: 0 };
    const kind = kindOf(c.day);
    n[kind === 'weekend' || kind === 'holiday' ? kind : 'workday']++;
    out.set(c.contact, n);
  }
  return out;
}
