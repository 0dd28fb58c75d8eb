import type { Alarm, Severity } from '@/api/types';
import { severities } from '@/kit/alarm-tag';

/** The alarms of one place, told by the one that needs a human most. */
export interface AlarmSpot {
  id: string;
  element: string;
  name: string;
  severity: Severity;
  state: 'unacknowledged' | 'returned' | 'acknowledged';
  n: number;
  lon?: number;
  lat?: number;
}

/** What a spot needs to know of an alarm, of now or of a replay. */
export type SpotAlarm = Pick<Alarm, 'id' | 'element' | 'element_name' | 'severity' | 'state' | 'lon' | 'lat'>;

const stateRank = { unacknowledged: 0, returned: 1, acknowledged: 2 } as const;

/** Gathers alarms by element: a tank with five alarms is one spot with the worst state and severity. */
export function spots(alarms: SpotAlarm[]): AlarmSpot[] {
  const byPlace = new Map<string, AlarmSpot>();
  const rank = (s: AlarmSpot) => stateRank[s.state] * 10 + severities.indexOf(s.severity);
  for (const a of alarms) {
    if (!(a.state in stateRank)) continue;
    const s: AlarmSpot = {
      id: a.id,
      element: a.element,
      name: a.element_name,
      severity: a.severity,
      state: a.state as AlarmSpot['state'],
      n: 1,
      lon: a.lon,
      lat: a.lat,
    };
    const known = byPlace.get(a.element);
    if (known) {
      s.n = known.n + 1;
      known.n = s.n;
    }
    if (!known || rank(s) < rank(known)) byPlace.set(a.element, s);
  }
  return [...byPlace.values()];
}
