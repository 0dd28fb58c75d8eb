import { useCallback, useEffect, useState } from 'react';
import type { Mine } from '@/api/duty';
import { EventFeed } from '@/api/events';
import { idempotencyKey } from '@/api/idempotency';
import { keep, recall } from '../outbox';
import { myDuty } from '../server';
import { afterSending, outbox } from '../store';
import { chainOf, type Call } from './standing';

/** Answers a call: kept on the phone until the server has it, sent once. */
export async function acknowledge(person: string, call: Call, label: string) {
  await outbox.add({ id: idempotencyKey(), person, task: chainOf(call.id), at: Date.now(), state: 'waiting', request: { path: `/api/duty/calls/${call.id}/acknowledge`, json: {}, label } });
}

export interface KnownDuty {
  mine: Mine | undefined;
  fresh: boolean;
}

/** My duty: what was known last at once, the server's as soon as it answers, and again when a call moves. */
export function useDuty(): KnownDuty {
  const [state, setState] = useState<KnownDuty>({ mine: undefined, fresh: false });
  const refresh = useCallback(async () => {
    try {
      const mine = await myDuty();
      setState({ mine, fresh: true });
      await keep('duty', mine);
    } catch {
      setState((old) => ({ ...old, fresh: false }));
    }
  }, []);
  useEffect(() => {
    void (async () => {
      const kept = await recall<Mine>('duty');
      setState((old) => (old.mine ? old : { mine: kept?.value, fresh: false }));
      await refresh();
    })();
    const again = () => {
      void outbox.flush();
      void refresh();
    };
    const feed = new EventFeed('/api/events');
    const off = feed.on((e) => {
      if (e.type.startsWith('duty.') || e.type === 'stream.reset' || e.type === 'stream.open') again();
    });
    feed.start();
    const done = afterSending(refresh);
    window.addEventListener('online', again);
    const timer = setInterval(again, 15_000);
    return () => {
      off();
      feed.stop();
      done();
      window.removeEventListener('online', again);
      clearInterval(timer);
    };
  }, [refresh]);
  return state;
}
