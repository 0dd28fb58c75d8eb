import type { AlarmState, Severity } from '@/api/types';

/** An alarm of a replay: its place, and the state it has from each moment on, oldest first. */
export interface PastAlarm {
  id: string;
  element: string;
  element_name: string;
  area: string;
  lon: number;
  lat: number;
  severity: Severity;
  steps: { at: string; state: AlarmState }[];
}

/** The state of an alarm at a moment (epoch ms); normal before it was raised. */
export function stateAt(a: PastAlarm, moment: number): AlarmState {
  let state: AlarmState = 'normal';
  for (const s of a.steps) {
    if (Date.parse(s.at) > moment) break;
    state = s.state;
  }
  return state;
}

/** The alarms that were not over at a moment, with the state they had. */
export function alarmsAt(past: PastAlarm[], moment: number): (PastAlarm & { state: AlarmState })[] {
  return past.map((a) => ({ ...a, state: stateAt(a, moment) })).filter((a) => a.state !== 'normal');
}

/** An incident at a moment: opened, and not closed yet. The last change of a closed one is its closing. */
export function openAt(i: { opened_at: string; closed: boolean; changed_at: string }, moment: number): boolean {
  return Date.parse(i.opened_at) <= moment && (!i.closed || Date.parse(i.changed_at) > moment);
}

/** How many alarms were raised in each of n equal parts of a span, the worst severity first in each. */
export function raised(past: PastAlarm[], from: number, to: number, n: number): { total: number; critical: number }[] {
  const out = Array.from({ length: n }, () => ({ total: 0, critical: 0 }));
  for (const a of past) {
    for (const s of a.steps) {
      const at = Date.parse(s.at);
      const part = out[Math.floor(((at - from) / (to - from)) * n)];
      if (s.state !== 'unacknowledged' || !part) continue;
      part.total++;
      if (a.severity === 'critical') part.critical++;
    }
  }
  return out;
}
