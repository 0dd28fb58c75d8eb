import type { CaseClock } from '@/api/casework';

/** How a clock stands: what has passed is told by the server's state, how near it is by the two dates. */
export type Standing = 'running' | 'near' | 'over' | 'paused' | 'met' | 'lapsed' | 'stopped';

export function standingOf(c: Pick<CaseClock, 'state' | 'due_at' | 'warn_at'>, now: number): Standing {
  if (c.state !== 'running') return c.state;
  const due = Date.parse(c.due_at);
  if (due > 0 && now > due) return 'over';
  const warn = c.warn_at ? Date.parse(c.warn_at) : NaN;
  return warn > 0 && now >= warn ? 'near' : 'running';
}

const urgency: Record<Standing, number> = { over: 0, near: 1, running: 2, lapsed: 3, paused: 4, met: 5, stopped: 6 };

/** The clock to look at first comes first. */
export function byUrgency(clocks: CaseClock[], now: number): CaseClock[] {
  return clocks.toSorted((a, b) => urgency[standingOf(a, now)] - urgency[standingOf(b, now)] || Date.parse(a.due_at) - Date.parse(b.due_at));
}
