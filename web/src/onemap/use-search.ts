import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api, body } from '@/api/client';

/** What was typed, once it stands still for a moment. */
export function useSettled(typed: string, ms = 150): string {
  const [settled, setSettled] = useState(typed.trim());
  useEffect(() => {
    const wait = setTimeout(() => setSettled(typed.trim()), ms);
    return () => clearTimeout(wait);
  }, [typed, ms]);
  return settled;
}

/** Elements and areas by q, and apart from them what other systems find, which may come later. */
export function useSearch(q: string, from?: { lon: number; lat: number }) {
  const enabled = q.length > 0;
  const found = useQuery({
    queryKey: ['search', q, from],
    enabled,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => body(api.GET('/api/register/search', { signal, params: { query: { q, limit: 12, ...from } } })),
  });
  const others = useQuery({
    queryKey: ['search-others', q],
    enabled,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => (await body(api.GET('/api/register/search/others', { signal, params: { query: { q } } }))).items,
  });
  return { found, others };
}
