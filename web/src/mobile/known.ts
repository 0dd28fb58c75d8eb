import { useCallback, useEffect, useRef, useState } from 'react';
import { EventFeed } from '@/api/events';
import { keep, recall } from './outbox';
import { afterSending, outbox } from './store';

/** What is known of something on the server. at is when the server last told it, 0 for never. */
export interface KnownOf<V> {
  value: V | undefined;
  at: number;
  fresh: boolean;
  refresh: () => Promise<void>;
}

interface Source<V> {
  /** Under which it is kept on the phone. */
  key: string;
  ask: () => Promise<V>;
  /** Whether an event of the server may have changed it. */
  moves: (type: string) => boolean;
  /** How often it is asked for, in milliseconds, where no event comes. */
  every: number;
  /** Not asked for at all: the person has no right to it. */
  off?: boolean;
}

/**
 * Something of the server that is shown without a network, too: what was known last at once, the server's as soon as it
 * answers, and again on each event, when something was sent, when the network is back, and every so often.
 */
export function useKnown<V>(source: Source<V>): KnownOf<V> {
  const from = useRef(source);
  const [state, setState] = useState<Omit<KnownOf<V>, 'refresh'>>({ value: undefined, at: 0, fresh: false });
  const refresh = useCallback(async () => {
    try {
      const value = await from.current.ask();
      setState({ value, at: Date.now(), fresh: true });
      await keep(from.current.key, value);
    } catch {
      setState((old) => ({ ...old, fresh: false }));
    }
  }, []);
  useEffect(() => {
    const { key, moves, every, off: nothing } = from.current;
    if (nothing) return;
    void (async () => {
      const kept = await recall<V>(key);
      setState((old) => (old.value === undefined ? { value: kept?.value, at: kept?.at ?? 0, fresh: false } : old));
      await refresh();
    })();
    const again = () => {
      void outbox.flush();
      void refresh();
    };
    const feed = new EventFeed('/api/events');
    const off = feed.on((e) => {
      if (moves(e.type) || e.type === 'stream.reset' || e.type === 'stream.open') again();
    });
    feed.start();
    const done = afterSending(refresh);
    window.addEventListener('online', again);
    const timer = setInterval(again, every);
    return () => {
      off();
      feed.stop();
      done();
      window.removeEventListener('online', again);
      clearInterval(timer);
    };
  }, [refresh]);
  return { ...state, refresh };
}
