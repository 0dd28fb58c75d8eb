import type { Mine } from '@/api/duty';
import type { Outgoing } from '../outbox';

export type Call = Mine['calls'][number];

/** How a call stands for the person: it rings, the answer waits here, they answered, another did, it was stopped. */
export type Standing = 'rings' | 'kept' | 'refused' | 'mine' | 'other' | 'over';

export const chainOf = (call: string) => `call:${call}`;

/** Where a call stands once what waits on this phone is taken into account. */
export function standing(c: Call, waiting: Outgoing[]): Standing {
  const me = c.targets[0];
  const sent = waiting.find((o) => o.task === chainOf(c.id));
  if (me?.state === 'answered') return 'mine';
  if (sent) return sent.state === 'refused' ? 'refused' : 'kept';
  if (c.state === 'answered') return 'other';
  if (c.state === 'stopped') return 'over';
  return me && ['ringing', 'exhausted'].includes(me.state) ? 'rings' : 'over';
}

/** How long a call that is settled stays in sight, in milliseconds. */
const settled = 12 * 3_600_000;

/** The calls to show above everything: those that ring first, then those settled lately. */
export function shownCalls(m: Mine | undefined, waiting: Outgoing[], now: number): { call: Call; is: Standing }[] {
  return (m?.calls ?? [])
    .map((call) => ({ call, is: standing(call, waiting) }))
    .filter(({ call, is }) => ['rings', 'kept', 'refused'].includes(is) || now - Date.parse(call.ended_at ?? call.started_at) < settled)
    .toSorted((a, b) => Number(b.is === 'rings') - Number(a.is === 'rings'))
    .slice(0, 5);
}
