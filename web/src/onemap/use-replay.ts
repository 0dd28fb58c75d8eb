import { queryOptions, useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { api, body } from '@/api/client';
import { incidentsQuery } from '@/api/queries';
import type { Incident } from '@/api/types';
import { useMay } from '@/app/session';
import { alarmsAt, openAt, raised, type PastAlarm } from './past';

export type Range = 24 | 168;
const hour = 3_600_000;

const pastQuery = (from: number, to: number, area: string) =>
  queryOptions({
    queryKey: ['past', from, to, area],
    staleTime: Infinity,
    gcTime: 60_000,
    enabled: to > 0,
    queryFn: async () => {
      const query = { from: new Date(from).toISOString(), to: new Date(to).toISOString(), area: area || undefined };
      const found = await body(api.GET('/api/signal/alarms/past', { params: { query } }));
      return { items: found.items as unknown as PastAlarm[], more: found.more };
    },
  });

/** The last day or week, as it can be played again. Off until it is wanted; the end is the moment when it was switched on. */
export function useReplay(area: string) {
  const [range, setRange] = useState<Range>(24);
  const [to, setTo] = useState(0);
  const [at, setAt] = useState(0);
  const [playing, setPlaying] = useState(false);
  const from = to - range * hour;
  const step = (range * hour) / 288; // five minutes of a day
  const past = useQuery(pastQuery(from, to, area));
  const seesIncidents = useMay('command.incident.read');
  const incidents = useQuery({ ...incidentsQuery, enabled: seesIncidents && to > 0 });

  const start = useCallback((r: Range = 24) => {
    const now = Math.floor(Date.now() / 60_000) * 60_000 + 60_000;
    setRange(r);
    setTo(now);
    setAt(now - r * hour);
    setPlaying(false);
  }, []);
  const stop = useCallback(() => {
    setTo(0);
    setPlaying(false);
  }, []);
  const go = useCallback((moment: number) => setAt(Math.min(to, Math.max(from, moment))), [from, to]);
  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => setAt((t) => Math.min(to, t + step)), 200);
    return () => clearInterval(timer);
  }, [playing, to, step]);
  useEffect(() => {
    if (playing && at >= to) setPlaying(false);
  }, [playing, at, to]);

  const on = to > 0;
  const items = past.data?.items;
  const alarms = useMemo(() => (on && items ? alarmsAt(items, at) : []), [on, items, at]);
  const open = useMemo<Incident[]>(
    () => (on ? (incidents.data ?? []).filter((i) => i.area.startsWith(area) && openAt(i, at)) : []),
    [on, incidents.data, at, area],
  );
  const bars = useMemo(() => (items ? raised(items, from, to, 96) : []), [items, from, to]);
  return { on, range, from, to, at, step, playing, setPlaying, start, stop, go, alarms, incidents: open, bars, more: past.data?.more ?? false, query: past };
}
export type Replay = ReturnType<typeof useReplay>;
