import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { incidentsQuery, warningsQuery } from '@/api/queries';
import type { Incident, Warning } from '@/api/types';
import { useMay } from '@/app/session';

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
  const enabled = useMay('warn.warning.read');
  const { data } = useQuery({ ...warningsQuery, enabled });
  return useMemo(() => (data ?? []).filter((w) => w.active), [data]);
}
