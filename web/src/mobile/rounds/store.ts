import { idempotencyKey } from '@/api/idempotency';
import type { Round, Rounds } from '@/api/types';
import { useKnown } from '../known';
import { keep, recall, type Outgoing, type Photo } from '../outbox';
import { myRounds } from '../server';
import { queuePhotos } from '../queue';
import { outbox } from '../store';
import type { Where } from '../where';

export interface Known {
  rounds: Rounds | undefined;
  fresh: boolean;
  refresh: () => Promise<void>;
}

/** My rounds, as far as they are known. */
export function useRounds(): Known {
  const { value, fresh, refresh } = useKnown({ key: 'rounds', ask: myRounds, moves: (type) => type === 'patrol.task.changed', every: 30_000 });
  return { rounds: value, fresh, refresh };
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
  await queuePhotos({ ...s, to: '/api/patrol/photos' });
  await outbox.add({
    id: idempotencyKey(), person: s.person, task: s.chain, at: Date.now() + 0.99, state: 'waiting',
    request: { path: s.path, label: s.label, json: { ...s.json, photos: s.photos.map((p) => p.key) } },
  });
}
