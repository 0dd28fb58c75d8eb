import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { incidentsQuery, warningsQuery } from '@/api/queries';
import type { Incident, Warning } from '@/api/types';
import { useMay } from '@/app/session';
import { useNow } from '@/kit/use-now';

/** Incidents that are not closed, newest first; none for those who may not see incidents. */
export function useOngoing(): Incident[] {
  const enabled = useMay('command.incident.read');
  const { data } = useQuery({ ...incidentsQuery, enabled });
  return useMemo(
    () => (data ?? []).filter((i) => !i.closed).sort((a, b) => b.opened_at.localeCompare(a.opened_at)),
    [data],
  );
}

/** Warnings in force. */
export function useWarnings(): Warning[] {
  const enabled = useMay('monitor.warning.read');
  const { data } = useQuery({ ...warningsQuery, enabled });
  const minute = Math.floor(useNow() / 60_000) * 60_000;
  return useMemo(() => (data ?? []).filter((w) => !w.expires || Date.parse(w.expires) > minute), [data, minute]);
}
