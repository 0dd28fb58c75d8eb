import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import { queries } from '@/api/queries';
import { linkParts, type LinkParts } from './map-link';

export interface Bookmark {
  name: string;
  parts: LinkParts;
}

/** More than this nobody finds again. */
export const mostBookmarks = 50;
const path = { params: { path: { name: 'map-bookmarks' } } };

const bookmarksQuery = queryOptions({
  queryKey: ['own', 'map-bookmarks'],
  staleTime: 60_000,
  queryFn: async () => {
    const kept = await body(api.GET('/api/settings/own/{name}', path));
    return { items: read(kept.value), revision: kept.revision };
  },
});

/** What is kept, with whatever is not a bookmark left out. */
export function read(value: unknown): Bookmark[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((v: unknown): Bookmark[] => {
    const b = v as Partial<Bookmark> | null;
    if (typeof b?.name !== 'string' || typeof b.parts !== 'object' || b.parts === null) return [];
    const parts: LinkParts = {};
    for (const k of linkParts) if (typeof b.parts[k] === 'string') parts[k] = b.parts[k];
    return [{ name: b.name, parts }];
  });
}

/** The views that the person keeps by name; they follow to every machine. */
export function useBookmarks() {
  const q = useQuery(bookmarksQuery);
  const put = async (items: Bookmark[]) => {
    try {
      const kept = await body(
        api.PUT('/api/settings/own/{name}', {
          params: { path: { name: 'map-bookmarks' }, query: { revision: q.data?.revision ?? 0 } },
          body: { value: items },
        }),
      );
      queries.setQueryData(bookmarksQuery.queryKey, { items, revision: kept.revision });
    } catch (e) {
      await q.refetch();
      throw e;
    }
  };
  return { query: q, items: q.data?.items ?? [], put };
}
