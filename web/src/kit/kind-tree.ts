import type { Words } from '@/api/types';

/** What the tree knows of a kind. */
export interface TreeKind {
  name: string;
  title: Words;
  theme: { name: string; title: Words };
}

/** One theme with its kinds. */
export interface Branch<K extends TreeKind> {
  name: string;
  title: Words;
  kinds: K[];
}

/** The kinds by theme, both in the order of the server. */
export function branches<K extends TreeKind>(kinds: K[]): Branch<K>[] {
  const out = new Map<string, Branch<K>>();
  for (const k of kinds) {
    const known = out.get(k.theme.name);
    if (known) known.kinds.push(k);
    else out.set(k.theme.name, { ...k.theme, kinds: [k] });
  }
  return [...out.values()];
}
