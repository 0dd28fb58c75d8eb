/** When something is due, in epoch ms; undefined when it has no limit. */
export function dueOf(at: string | undefined | null): number | undefined {
  const ms = at ? Date.parse(at) : NaN;
  return ms > 0 ? ms : undefined;
}

export type Nearness = 'over' | 'soon' | 'later' | 'none';

const soon = 24 * 3_600_000;

/** Overdue, due within a day, later, or without a limit. */
export function nearnessOf(at: string | undefined | null, now: number): Nearness {
  const due = dueOf(at);
  if (due === undefined) return 'none';
  if (due < now) return 'over';
  return due - now <= soon ? 'soon' : 'later';
}

/** The longest overdue first, then the next due; what has no limit comes last, the longest waiting first. */
export function byDue<I extends { case: { due_at: string; changed_at: string } }>(items: I[]): I[] {
  return items.toSorted(
    (a, b) => (dueOf(a.case.due_at) ?? Infinity) - (dueOf(b.case.due_at) ?? Infinity) || Date.parse(a.case.changed_at) - Date.parse(b.case.changed_at) || 0,
  );
}
