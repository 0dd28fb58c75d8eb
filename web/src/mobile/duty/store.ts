import type { Mine } from '@/api/duty';
import { idempotencyKey } from '@/api/idempotency';
import { useKnown } from '../known';
import { myDuty } from '../server';
import { outbox } from '../store';
import { chainOf, type Call } from './standing';

/** Answers a call: kept on the phone until the server has it, sent once. */
export async function acknowledge(person: string, call: Call, label: string) {
  await outbox.add({ id: idempotencyKey(), person, task: chainOf(call.id), at: Date.now(), state: 'waiting', request: { path: `/api/duty/calls/${call.id}/acknowledge`, json: {}, label } });
}

export interface KnownDuty {
  mine: Mine | undefined;
  fresh: boolean;
}

/** My duty, as far as it is known. */
export function useDuty(may: boolean): KnownDuty {
  const { value, fresh } = useKnown({ key: 'duty', ask: myDuty, moves: (type) => type.startsWith('duty.'), every: 15_000, off: !may });
  return { mine: value, fresh };
}
