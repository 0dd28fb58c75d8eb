import type { CaseClock } from '@/api/casework';

/** How a clock stands: what has passed is told by the server's state, how near it is by the two dates. */
export type Standing = 'running' | 'near' | 'over' | 'paused' | 'met' | 'late' | 'lapsed' | 'ended' | 'replaced';

export function standingOf(c: Pick<CaseClock, 'state' | 'due_at' | 'warn_at'>, now: number): Standing {
  if (c.state === 'over') return 'lapsed'; // it ran out, and what the law says has followed
  if (c.state !== 'running') return c.state;
  const due = Date.parse(c.due_at);
  if (due > 0 && now > due) return 'over';
  const warn = c.warn_at ? Date.parse(c.warn_at) : NaN;
  return warn > 0 && now >= warn ? 'near' : 'running';
}

const urgency: Record<Standing, number> = { over: 0, near: 1, running: 2, paused: 3, lapsed: 4, late: 5, met: 6, ended: 7, replaced: 8 };

/** The clock to look at first comes first. */
export function byUrgency<C extends Pick<CaseClock, 'state' | 'due_at' | 'warn_at'>>(clocks: C[], now: number): C[] {
  return clocks.toSorted((a, b) => urgency[standingOf(a, now)] - urgency[standingOf(b, now)] || Date.parse(a.due_at) - Date.parse(b.due_at));
}

/** Reports whether a clock still counts. */
export const isLive = (c: Pick<CaseClock, 'state'>): boolean => c.state === 'running' || c.state === 'paused';
