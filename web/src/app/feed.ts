import { useEffect, useSyncExternalStore } from 'react';
import { EventFeed, type CityEvent } from '@/api/events';
import { LiveCache } from '@/api/live';
import { queries, sessionQuery } from '@/api/queries';
import type { Alarm } from '@/api/types';

export const feed = new EventFeed('/api/events?burst=200', () => queries.setQueryData(sessionQuery.queryKey, null));

type Heard = (a: Alarm) => void;
const heard = new Set<Heard>();
const cache = new LiveCache((a) => {
  for (const f of heard) f(a);
});
feed.on((e) => cache.take(e));

export const useConnection = () => useSyncExternalStore(feed.watch, feed.snapshot);

/** Keeps the stream open while somebody is signed in. */
export function useFeed(who: string | undefined) {
  useEffect(() => {
    if (!who) return;
    feed.start();
    return () => feed.stop();
  }, [who]);
}

/** Calls back for each alarm that is raised while the component is shown. */
export function useRaised(f: Heard) {
  useEffect(() => {
    heard.add(f);
    return () => {
      heard.delete(f);
    };
  }, [f]);
}

export function useEvent(type: string, f: (e: CityEvent) => void) {
  useEffect(() => feed.on((e) => e.type === type && f(e)), [type, f]);
}
