import { useCallback, useEffect, useState } from 'react';
import { api, body } from '@/api/client';
import { idempotencyKey } from '@/api/idempotency';
import type { MyPromises } from '@/api/watch';
import type { Schema } from '@/kit/schema';
import { keep, recall } from '../outbox';
import { afterSending, outbox } from '../store';

export interface KnownPromises {
  items: MyPromises[] | undefined;
  form: { schema: Schema; text: string } | undefined;
  fresh: boolean;
}

interface Kept {
  items: MyPromises[];
  form: { schema: Schema; text: string };
}

/** My promises: the last known ones at once, the server's as soon as it answers, and again when something was sent. */
export function usePromises(): KnownPromises {
  const [state, setState] = useState<KnownPromises>({ items: undefined, form: undefined, fresh: false });
  const refresh = useCallback(async () => {
    try {
      const mine = await body(api.GET('/api/hazard/mine'));
      const form = await body(api.GET('/api/hazard/promises/form'));
      const kept: Kept = { items: mine.items, form: { schema: form.schema as unknown as Schema, text: form.text } };
      setState({ ...kept, fresh: true });
      await keep('promises', kept);
    } catch {
      setState((old) => ({ ...old, fresh: false }));
    }
  }, []);
  useEffect(() => {
    void (async () => {
      const kept = await recall<Kept>('promises');
      setState((old) => (old.items || !kept ? old : { ...kept.value, fresh: false }));
      await refresh();
    })();
    const done = afterSending(refresh);
    const again = () => {
      void outbox.flush();
      void refresh();
    };
    window.addEventListener('online', again);
    const timer = setInterval(again, 60_000);
    return () => {
      done();
      window.removeEventListener('online', again);
      clearInterval(timer);
    };
  }, [refresh]);
  return state;
}

/** Queues a promise. */
export const sendPromise = (person: string, id: string, label: string, json: Record<string, unknown>) =>
  outbox.add({ id: idempotencyKey(), person, task: `promise:${id}`, at: Date.now(), state: 'waiting', request: { path: `/api/hazard/promises/${id}`, label, json } });
