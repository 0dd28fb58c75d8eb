import { useCallback, useEffect, useState } from 'react';
import { EventFeed } from '@/api/events';
import { idempotencyKey } from '@/api/idempotency';
import type { Round, Rounds } from '@/api/types';
import { keep, recall, type Outgoing, type Photo } from '../outbox';
import { myRounds } from '../server';
import { afterSending, outbox } from '../store';
import type { Where } from './where';

export interface Known {
  rounds: Rounds | undefined;
  fresh: boolean;
  refresh: () => Promise<void>;
}

/** My rounds: the last known ones at once, the server's as soon as it answers, and again on each event or answer. */
export function useRounds(): Known {
  const [state, setState] = useState<{ rounds: Rounds | undefined; fresh: boolean }>({ rounds: undefined, fresh: false });
  const refresh = useCallback(async () => {
    try {
      const rounds = await myRounds();
      setState({ rounds, fresh: true });
      await keep('rounds', rounds);
    } catch {
      setState((old) => ({ ...old, fresh: false }));
    }
  }, []);
  useEffect(() => {
    void (async () => {
      const kept = await recall<Rounds>('rounds');
      setState((old) => (old.rounds ? old : { rounds: kept?.value, fresh: false }));
      await refresh();
    })();
    const again = () => {
      void outbox.flush();
      void refresh();
    };
    const feed = new EventFeed('/api/events');
    const off = feed.on((e) => {
      if (e.type === 'patrol.task.changed' || e.type === 'stream.reset' || e.type === 'stream.open') again();
    });
    feed.start();
    const done = afterSending(refresh);
    window.addEventListener('online', again);
    const timer = setInterval(again, 30_000);
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

/** Whether a report of the round waits here or is on its way. */
export const reported = (r: Round, waiting: Outgoing[]) => waiting.some((o) => o.task === r.id && o.state !== 'refused' && o.request?.path.endsWith('/done'));

/** What a person has begun on a round and not sent: it survives a reload. */
export interface Begun {
  photos: Photo[];
  plate: string;
}
export const begunOf = async (id: string): Promise<Begun> => (await recall<Begun>(`begun:${id}`))?.value ?? { photos: [], plate: '' };
export const keepBegun = (id: string, b: Begun) => keep(`begun:${id}`, b);

interface Sending {
  person: string;
  /** The chain: a round, or a finding of its own, so that a finding never waits behind a refused report. */
  chain: string;
  label: string;
  path: string;
  json: Record<string, unknown>;
  photos: Photo[];
  where: Where | undefined;
}

/** Queues photographs and then what names them, in this order. */
export async function send(s: Sending) {
  const at = Date.now();
  const place = s.where ? `&lon=${s.where.lon}&lat=${s.where.lat}` : '';
  for (const [i, photo] of s.photos.entries()) {
    await outbox.add({
      id: photo.key, person: s.person, task: s.chain, at: at + i / 100, state: 'waiting', photo,
      request: { path: `/api/patrol/photos/${photo.key}?taken_at=${encodeURIComponent(new Date(at).toISOString())}${place}`, label: photo.name },
    });
  }
  await outbox.add({
    id: idempotencyKey(), person: s.person, task: s.chain, at: at + 0.99, state: 'waiting',
    request: { path: s.path, label: s.label, json: { ...s.json, photos: s.photos.map((p) => p.key) } },
  });
}
