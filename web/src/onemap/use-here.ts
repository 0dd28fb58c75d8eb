import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { openAlarms } from '@/api/queries';
import type { Alarm, Incident, Severity, Warning } from '@/api/types';
import { severities } from '@/kit/alarm-tag';
import { within, type LonLat } from '@/map/geodesy';
import { ringOf, whole, type Shape } from '@/map/shape';
import { useOngoing, useWarnings } from './use-ongoing';

const located = (x: { lon?: number; lat?: number }): LonLat | undefined => (x.lon !== undefined && x.lat !== undefined && (x.lon !== 0 || x.lat !== 0) ? [x.lon, x.lat] : undefined);

export interface Here {
  all: Alarm[];
  alarms: Alarm[];
  outside: number;
  incidents: Incident[];
  warnings: Warning[];
  worst: Record<string, Severity>;
  /** When the newest of it was read (epoch ms). */
  readAt: number;
}

/** What is going on in the chosen area. */
export function useHere(area: string): Here {
  const q = useQuery(openAlarms);
  const ongoing = useOngoing();
  const warnings = useWarnings();
  const all = useMemo(() => (q.data ?? []).filter((a) => a.state !== 'shelved'), [q.data]);
  const alarms = useMemo(() => all.filter((a) => a.area.startsWith(area)), [all, area]);
  const incidents = useMemo(() => ongoing.filter((i) => i.area.startsWith(area)), [ongoing, area]);
  const worst = useMemo(() => worstByDistrict(all), [all]);
  return { all, alarms, outside: all.length - alarms.length, incidents, warnings, worst, readAt: q.dataUpdatedAt };
}

/** What of a list lies within a shape. */
export function inside<X extends { lon?: number; lat?: number }>(list: X[], shape: Shape | undefined): X[] {
  const ring = whole(shape) ? ringOf(shape) : undefined;
  if (!ring) return list;
  return list.filter((x) => {
    const at = located(x);
    return at !== undefined && within(ring, at);
  });
}

/** The worst severity that is not yet acknowledged in each district (the first six digits of the area). */
function worstByDistrict(alarms: Alarm[]): Record<string, Severity> {
  const out: Record<string, Severity> = {};
  for (const a of alarms) {
    if (a.state === 'acknowledged') continue;
    const d = a.area.slice(0, 6);
    const known = out[d];
    if (!known || severities.indexOf(a.severity) < severities.indexOf(known)) out[d] = a.severity;
  }
  return out;
}
