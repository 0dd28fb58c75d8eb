import type { Element, Kind, Risk, Words } from '@/api/types';
import { titleOf, unitOf, type Schema, type Say } from '@/kit/schema';

/** Where a report looks: in an area, in a ring, or in both. */
export interface Where {
  polygon?: string;
  area?: string;
}

/** What there is of one kind. */
export interface KindFound {
  kind: Kind;
  total: number;
  /** The worst first; at most as many as were asked for. */
  items: Element[];
  byRisk?: Partial<Record<Risk, number>>;
}

/** Kinds that help in an emergency, as opposed to what may be hit by it. */
const helping = new Set(['rescue-team', 'depot', 'hospital', 'shelter', 'fire-station', 'expert', 'ambulance-station', 'supply-point', 'landing-site']);
export const helps = (k: Kind) => helping.has(k.name);

const person = '\u4eba';

/** The attributes of a kind that count people. */
export function peopleFields(k: Kind): [name: string, schema: Schema][] {
  const s = k.schema as Schema;
  return Object.entries(s.properties ?? {}).filter(([, p]) => unitOf(p) === person);
}

export interface PeopleSum {
  kind: Words;
  field: string;
  n: number;
  /** More elements there than were read: the sum is too small. */
  partial: boolean;
}

/** The people that the elements found tell of, one line for each attribute. */
export function people(found: KindFound[], say: Say): PeopleSum[] {
  return found.flatMap((f) =>
    peopleFields(f.kind).map(([name, schema]) => ({
      kind: f.kind.title,
      field: titleOf(name, schema, say),
      n: f.items.reduce((sum, e) => sum + (Number((e.attrs as Record<string, unknown>)[name]) || 0), 0),
      partial: f.total > f.items.length,
    })),
  ).filter((p) => p.n > 0);
}
