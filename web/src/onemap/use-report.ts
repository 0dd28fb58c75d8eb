import { queryOptions, useQueries, useQuery } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import type { Element, Kind } from '@/api/types';
import type { KindFound, Where } from './report';

/** How many elements of a kind a report lists, and a file at most. */
const listed = 50;
export const most = 500;

const summaryQuery = (where: Where) =>
  queryOptions({
    queryKey: ['summary', where],
    staleTime: 60_000,
    queryFn: () => body(api.GET('/api/register/summary', { params: { query: { ...where } } })),
  });

const insideQuery = (kind: string, where: Where, limit: number) =>
  queryOptions({
    queryKey: ['inside', kind, where, limit],
    staleTime: 60_000,
    queryFn: async () => (await body(api.GET('/api/register/inside', { params: { query: { kind, ...where, limit } } }))).items as Element[],
  });

export interface Report {
  found: KindFound[];
  /** How many of the questions are answered, from 0 to 1. */
  progress: number;
  error?: unknown;
  again: () => void;
}

/** What is inside: every kind that has something there, as the server counts it, with its worst elements. */
export function useReport(kinds: Kind[], where: Where): Report {
  const summary = useQuery(summaryQuery(where));
  const there = kinds.flatMap((kind) => {
    const tally = summary.data?.kinds[kind.name];
    return tally ? [{ kind, tally }] : [];
  });
  const lists = useQueries({ queries: there.map((f) => insideQuery(f.kind.name, where, listed)) });
  const all = [summary, ...lists];
  return {
    found: there.map(({ kind, tally }, i) => ({ kind, total: tally.total, byRisk: tally.by_risk, people: tally.people, items: lists[i]?.data ?? [] })),
    progress: summary.isSuccess ? all.filter((q) => q.isSuccess).length / all.length : 0,
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
