import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import type { components, paths } from './schema.gen';

type S = components['schemas'];
export type RiskPoint = S['RiskPoint'];
export type RiskView = S['RiskView'];
export type RiskContent = S['RiskContent'];
export type RiskMeasure = S['RiskMeasure'];
export type RiskEnterprise = S['RiskEnterprise'];
export type RiskSuggestion = S['RiskSuggestion'];
export type RiskForm = S['RiskForm'];
export type RiskMethod = S['RiskMethod'];
export type RiskChoice = S['RiskChoice'];
export type RiskCounts = S['RiskCounts'];
export type RiskRow = S['RiskRow'];
export type RiskFilter = Omit<NonNullable<paths['/api/risk/points']['get']['parameters']['query']>, 'cursor'>;

export const riskFormQuery = queryOptions({ queryKey: ['risk', 'form'], staleTime: 60_000, queryFn: () => body(api.GET('/api/risk/form')) });

export const riskPointsQuery = (q: RiskFilter) =>
  infiniteQueryOptions({
    queryKey: ['risk', 'points', q],
    initialPageParam: '',
    queryFn: ({ pageParam }) => body(api.GET('/api/risk/points', { params: { query: { ...q, cursor: pageParam || undefined } } })),
    getNextPageParam: (p) => p.next || undefined,
    refetchInterval: 60_000,
  });

export const riskPointQuery = (id: string, on: string) =>
  queryOptions({ queryKey: ['risk', 'point', id, on], refetchInterval: 60_000, queryFn: () => body(api.GET('/api/risk/points/{id}', { params: { path: { id }, query: { on: on || undefined } } })) });

export const riskEnterpriseQuery = (id: string) =>
  queryOptions({ queryKey: ['risk', 'enterprise', id], refetchInterval: 60_000, queryFn: () => body(api.GET('/api/risk/enterprises/{id}', { params: { path: { id } } })) });

export const riskFiguresQuery = (area: string, sector = '') =>
  queryOptions({ queryKey: ['risk', 'figures', area, sector], refetchInterval: 60_000, queryFn: () => body(api.GET('/api/risk/figures', { params: { query: { area: area || undefined, sector: sector || undefined } } })) });

/** The grade that scores would give by the method in force. */
export const riskWorkingQuery = (method: RiskMethod['id'], scores: Record<string, number>, direct: string[]) =>
  queryOptions({
    queryKey: ['risk', 'working', method, scores, direct],
    staleTime: 60_000,
    queryFn: () =>
      body(
        api.GET('/api/risk/working', {
          params: { query: { method: method as 'lec', scores: Object.entries(scores).map(([k, v]) => `${k}:${v}`).join(','), direct: direct.join(',') || undefined } },
        }),
      ),
  });
