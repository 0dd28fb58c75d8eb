import type { Assignment, CheckItem } from '@/api/fourparty';
import { idempotencyKey } from '@/api/idempotency';
import { useKnown } from '../known';
import { keep, recall, type Outgoing } from '../outbox';
import { queuePhotos } from '../queue';
import type { Where } from '../where';
import { myChecks } from '../server';
import { outbox } from '../store';
import { handedIn, type Begun } from './marks';

/** My checks, as far as they are known. No event tells of them, so that nobody hears of another's. */
export const useChecks = (scores: boolean) => useKnown({ key: 'checks', ask: myChecks, moves: () => false, every: 60_000, off: !scores });

/** The chain of a sheet in the outbox. */
export const chainOf = (a: Pick<Assignment, 'unit' | 'party'>) => `check:${a.unit}:${a.party}`;

/** Whether the sheet waits here to be handed in. */
export const waits = (a: Assignment, queue: Outgoing[]) => queue.some((o) => o.task === chainOf(a) && o.state !== 'refused' && o.request?.path.endsWith('/hand-in'));

/** What was begun on this phone; else what the server has. */
export async function begunOf(a: Assignment): Promise<Begun> {
  const here = await recall<Begun>(`begun:${chainOf(a)}`);
  return here?.value ?? { marks: Object.fromEntries(a.marks.map((m) => [m.item, m])), photos: {} };
}
export const keepBegun = (a: Assignment, b: Begun) => keep(`begun:${chainOf(a)}`, b);

/** Queues photographs and then the sheet: it is handed in when there is a network, once. */
export async function handIn(a: Assignment, items: CheckItem[], b: Begun, person: string, where: Where | undefined) {
  const photos = items.flatMap((i) => b.photos[i.no] ?? []);
  await queuePhotos({ person, chain: chainOf(a), photos, where, to: '/api/fourparty/photos' });
  await outbox.add({
    id: idempotencyKey(), person, task: chainOf(a), at: Date.now() + 0.99, state: 'waiting',
    request: { path: `/api/fourparty/units/${a.unit}/sheets/${a.party}/hand-in`, label: a.name, json: { marks: handedIn(items, b), taken_at: new Date().toISOString() } },
  });
}
