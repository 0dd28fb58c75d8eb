import type { Element, Kind, Risk } from '@/api/types';

/** Where a report looks: in an area, in a ring, or in both. */
export interface Where {
  polygon?: string;
  area?: string;
}

/** What there is of one kind. */
export interface KindFound {
  kind: Kind;
  total: number;
  byRisk: Partial<Record<Risk, number>>;
  /** Persons, as far as the kind counts them. */
  people: number;
  /** The worst first; at most as many as were asked for. */
  items: Element[];
}

/** Kinds that help in an emergency, as opposed to what may be hit by it. */
const helping = new Set(['rescue-team', 'depot', 'hospital', 'shelter', 'fire-station', 'expert', 'ambulance-station', 'supply-point', 'landing-site']);
export const helps = (k: Kind) => helping.has(k.name);
