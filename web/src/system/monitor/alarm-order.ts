import type { Alarm, AlarmState, Severity } from '@/api/types';

const severityRank: Record<Severity, number> = { critical: 0, high: 1, medium: 2, low: 3 };
const stateRank: Partial<Record<AlarmState, number>> = { unacknowledged: 0, 'latched-unacknowledged': 0, returned: 1, acknowledged: 2, 'latched-acknowledged': 2, shelved: 3 };

/** What needs a human first: unacknowledged before acknowledged, worst first, newest first. */
export function byUrgency(a: Alarm, b: Alarm): number {
  return (
    (stateRank[a.state] ?? 9) - (stateRank[b.state] ?? 9) ||
    (severityRank[a.severity] ?? 9) - (severityRank[b.severity] ?? 9) ||
    b.raised_at.localeCompare(a.raised_at)
  );
}

export interface AlarmFilter {
  states: AlarmState[];
  severities: Severity[];
  area: string;
  text: string;
  /** Only the alarms of one site. */
  site?: string;
  /** Only those that have been in alarm for more than a day. */
  standing?: boolean;
}

const day = 86_400_000;

/** Reports whether an alarm has been in alarm for more than 24 hours. */
export const isStanding = (a: Alarm) => a.active && Date.now() - Date.parse(a.raised_at) > day;

export const noFilter: AlarmFilter = { states: [], severities: [], area: '', text: '' };

/** Reports whether an alarm passes; an empty part of the filter lets everything pass. */
export function passes(a: Alarm, f: AlarmFilter): boolean {
  if (f.states.length && !f.states.includes(a.state)) return false;
  if (f.severities.length && !f.severities.includes(a.severity)) return false;
  if (f.site && a.site !== f.site) return false;
  if (f.standing && !isStanding(a)) return false;
  if (f.area && !a.area.startsWith(f.area)) return false;
  const text = f.text.trim().toLowerCase();
  return !text || `${a.element_name} ${a.point} ${a.point_title ?? ''} ${a.area_name ?? ''}`.toLowerCase().includes(text);
}
