import type { CheckItem, Mark } from '@/api/fourparty';
import type { Photo } from '../outbox';

/** What was marked here and not handed in: by item. Photographs lie beside the marks until they are sent. */
export interface Begun {
  marks: Record<string, Mark>;
  photos: Record<string, Photo[]>;
}

/** Points that are left of an item; none where it does not apply, or a veto. */
export function left(i: CheckItem, m: Mark | undefined): number | undefined {
  if (i.mode === 'veto' || m?.none) return undefined;
  const times = i.mode === 'once' ? Math.min(1, m?.count ?? 0) : (m?.count ?? 0);
  return Math.max(0, i.full - times * i.off);
}

/** The score so far: of the items that were marked and apply. A veto leaves nothing. */
export function soFar(items: CheckItem[], marks: Record<string, Mark>): { points: number; full: number } {
  let points = 0;
  let full = 0;
  for (const i of items) {
    const m = marks[i.no];
    if (!m) continue;
    if (i.mode === 'veto' && (m.count ?? 0) > 0) return { points: 0, full: 0 };
    const n = left(i, m);
    if (n === undefined) continue;
    points += n;
    full += i.full;
  }
  return { points, full };
}

export type Fault = 'noteBad' | 'noteNone' | 'photoNeeded';

/** What an item still lacks before it may be handed in; undefined for nothing. The server checks the same. */
export function lacks(i: CheckItem, m: Mark, photos: number): Fault | undefined {
  const bad = (m.count ?? 0) > 0;
  if (bad && !m.note?.trim()) return 'noteBad';
  if (m.none && !m.note?.trim()) return 'noteNone';
  if (i.photo && bad && photos + (m.photos?.length ?? 0) === 0) return 'photoNeeded';
  return undefined;
}

/** What stands in the way of handing in: items without a mark, or the first that lacks something. */
export function obstacle(items: CheckItem[], b: Begun): { missing: number; first?: { no: string; fault: Fault } } {
  const missing = items.filter((i) => !b.marks[i.no]).length;
  for (const i of items) {
    const m = b.marks[i.no];
    const fault = m && lacks(i, m, b.photos[i.no]?.length ?? 0);
    if (fault) return { missing, first: { no: i.no, fault } };
  }
  return { missing };
}

/** The marks as they are handed in, in the order of the items, with the ids of their photographs. */
export function handedIn(items: CheckItem[], b: Begun): Mark[] {
  return items.flatMap((i) => {
    const m = b.marks[i.no];
    if (!m) return [];
    const photos = [...(m.photos ?? []), ...(b.photos[i.no] ?? []).map((p) => p.key)];
    return [{ item: i.no, ...(m.count ? { count: m.count } : {}), ...(m.none ? { none: true } : {}), ...(m.note?.trim() ? { note: m.note.trim() } : {}), ...(photos.length > 0 ? { photos } : {}) }];
  });
}
