import { useRef, useState } from 'react';

/**
 * Keeps a live list from moving under a hand: while the pointer is over it the known items stay where they are, those
 * that are new come last, and it sorts itself when the pointer leaves. Changed items show their change in place.
 */
export function useSteady<I extends { id: string }>(sorted: I[]): {
  items: I[];
  over: { onPointerEnter: () => void; onPointerLeave: () => void };
} {
  const [held, setHeld] = useState(false);
  const order = useRef<string[]>([]);
  const items = held ? inOrder(sorted, order.current) : sorted;
  order.current = items.map((i) => i.id);
  return {
    items,
    over: { onPointerEnter: () => setHeld(true), onPointerLeave: () => setHeld(false) },
  };
}

/** The items in an earlier order; those that it does not name follow in their own. */
export function inOrder<I extends { id: string }>(items: I[], order: string[]): I[] {
  const place = new Map(order.map((id, n) => [id, n]));
  const at = (i: I) => place.get(i.id) ?? order.length;
  return items.toSorted((a, b) => at(a) - at(b));
}
