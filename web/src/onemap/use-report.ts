import { queryOptions, useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api, body } from '@/api/client';
import type { Element, Kind, Risk } from '@/api/types';
import { risks } from '@/kit/risk-tag';
import { peopleFields, type KindFound, type Where } from './report';

/** How many elements of a kind a report lists; of those that tell of people all that one answer holds. */
const listed = 50;
export const most = 500;

const insideQuery = (kind: string, where: Where | undefined, limit: number, risk?: Risk) =>
  queryOptions({
    queryKey: ['inside', kind, where, limit, risk],
    enabled: where !== undefined,
    staleTime: 60_000,
    queryFn: async () => {
      const found = await body(api.GET('/api/register/inside', { params: { query: { kind, ...where, limit, risk } } }));
      return { total: found.total, items: found.items as Element[] };
    },
  });

export interface Report {
  found: KindFound[];
  /** How many of the questions are answered, from 0 to 1. */
  progress: number;
  error?: unknown;
  again: () => void;
}

/** What is inside: every kind that has something there, with its worst elements and how many there are of each level of risk. */
export function useReport(kinds: Kind[], where: Where | undefined): Report {
  const lists = useQueries({ queries: kinds.map((k) => insideQuery(k.name, where, peopleFields(k).length > 0 ? most : listed)) });
  const data = lists.map((l) => l.data);
  const graded = kinds.filter((_, i) => data[i]?.items[0]?.risk);
  const levels = useQueries({ queries: graded.flatMap((k) => risks.map((r) => insideQuery(k.name, where, 1, r))) });
  const totals = levels.map((l) => l.data?.total);
  const found = useMemo(
    () =>
      kinds.flatMap((kind, i): KindFound[] => {
        const d = data[i];
        if (!d || d.total === 0) return [];
        const at = graded.indexOf(kind) * risks.length;
        const byRisk = at < 0 ? undefined : Object.fromEntries(risks.flatMap((r, j) => (totals[at + j] === undefined ? [] : [[r, totals[at + j]]])));
        return [{ kind, total: d.total, items: d.items, byRisk }];
      }),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [kinds, ...data, ...totals],
  );
  const all = [...lists, ...levels];
  return {
    found,
    progress: all.length === 0 ? 0 : all.filter((q) => q.isSuccess).length / all.length,
    error: all.find((q) => q.isError)?.error,
    again: () => all.filter((q) => q.isError).forEach((q) => void q.refetch()),
  };
}

/** All elements of the kinds found, for a file: up to 500 of each. */
export async function readAll(found: KindFound[], where: Where): Promise<KindFound[]> {
  const out: KindFound[] = [];
  for (const f of found) {
    if (f.items.length >= Math.min(f.total, most)) {
      out.push(f);
      continue;
    }
    const d = await body(api.GET('/api/register/inside', { params: { query: { kind: f.kind.name, ...where, limit: most } } }));
    out.push({ ...f, items: d.items as Element[] });
  }
  return out;
}
