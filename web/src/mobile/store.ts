import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { EventFeed } from '@/api/events';
import { Problem } from '@/api/problem';
import type { Me, Procedure, Task } from '@/api/types';
import { forget, keep, Outbox, recall } from './outbox';
import { deliver, myTasks, signOut, taskProcedure, whenSignedOut, whoAmI } from './server';

const listeners = new Set<() => Promise<void>>();
export const outbox = new Outbox(deliver, async () => {
  await Promise.all([...listeners].map((f) => f()));
});
const ready = outbox.open();

/** Calls f when something was sent, until the returned function is called. */
export function afterSending(f: () => Promise<void>): () => void {
  listeners.add(f);
  return () => {
    listeners.delete(f);
  };
}

export const useOutbox = () => useSyncExternalStore(outbox.watch, outbox.snapshot);

function watchNetwork(f: () => void) {
  window.addEventListener('online', f);
  window.addEventListener('offline', f);
  return () => {
    window.removeEventListener('online', f);
    window.removeEventListener('offline', f);
  };
}
export const useOnline = () => useSyncExternalStore(watchNetwork, () => navigator.onLine);

/** Who is signed in: from the server, or, without a network, who was last. */
export function usePerson() {
  const [me, setMe] = useState<Me | null>();
  useEffect(() => {
    whenSignedOut(() => setMe(null));
    void (async () => {
      await ready;
      try {
        const m = await whoAmI();
        await keep('me', m);
        setMe(m);
      } catch (e) {
        if (e instanceof Problem) setMe(null);
        else setMe((await recall<Me>('me'))?.value ?? null);
      }
    })();
  }, []);
  const entered = useCallback((m: Me) => {
    void keep('me', m);
    setMe(m);
  }, []);
  const leave = useCallback(async () => {
    await signOut();
    await forget();
    setMe(null);
  }, []);
  return { me, entered, leave };
}

export interface Tasks {
  tasks: Task[] | undefined;
  procedure: Procedure | undefined;
  at: number;
  fresh: boolean;
  refresh: () => Promise<void>;
}

/** My tasks: the last known ones at once, the server's as soon as it answers, and again on each event or answer. */
export function useTasks(): Tasks {
  const [state, setState] = useState<Omit<Tasks, 'refresh'>>({ tasks: undefined, procedure: undefined, at: 0, fresh: false });
  const refresh = useCallback(async () => {
    try {
      const [tasks, procedure] = await Promise.all([myTasks(), taskProcedure()]);
      setState({ tasks, procedure, at: Date.now(), fresh: true });
      await Promise.all([keep('tasks', tasks), keep('procedure', procedure)]);
    } catch {
      setState((old) => ({ ...old, fresh: false }));
    }
  }, []);
  useEffect(() => {
    void (async () => {
      const [tasks, procedure] = await Promise.all([recall<Task[]>('tasks'), recall<Procedure>('procedure')]);
      setState((old) => (old.tasks ? old : { tasks: tasks?.value, procedure: procedure?.value, at: tasks?.at ?? 0, fresh: false }));
      await refresh();
    })();
    const again = () => {
      void outbox.flush();
      void refresh();
    };
    const feed = new EventFeed('/api/events');
    const off = feed.on((e) => {
      if (e.type === 'procedure.case.changed' || e.type === 'stream.reset' || e.type === 'stream.open') again();
    });
    feed.start();
    listeners.add(refresh);
    window.addEventListener('online', again);
    const timer = setInterval(again, 20_000);
    return () => {
      off();
      feed.stop();
      listeners.delete(refresh);
      window.removeEventListener('online', again);
      clearInterval(timer);
    };
  }, [refresh]);
  return { ...state, refresh };
}
