import type { Kind, Words } from '@/api/types';

/** The kinds by theme, both in the order of the server. */
export function themed(kinds: Kind[]): [theme: Words, kinds: Kind[]][] {
  const out = new Map<string, [Words, Kind[]]>();
  for (const k of kinds) {
    const known = out.get(k.theme.name);
    if (known) known[1].push(k);
    else out.set(k.theme.name, [k.theme.title, [k]]);
  }
  return [...out.values()];
}
