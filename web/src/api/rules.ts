import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import type { components } from './schema.gen';

type S = components['schemas'];
export type SiteGroup = S['SiteGroup'];
export type Mask = S['Mask'];
export type HiddenAlarm = S['HiddenAlarm'];
export type Rule = S['Rule'];
export type Simulation = S['Simulation'];
export type LimitSet = S['LimitSet'];
export type LimitVersion = S['LimitVersion'];
export type PointLimits = S['PointLimits'];
export type Performance = S['Performance'];
export type SiteFigures = S['SiteFigures'];

/** The open alarms by site. Read anew when alarms change (see live.ts), and for what others see. */
export const inputsQuery = queryOptions({ queryKey: ['inputs'], refetchInterval: 15_000, queryFn: () => body(api.GET('/api/monitor/inputs')) });

export const consoleQuery = queryOptions({ queryKey: ['alarms', 'groups'], refetchInterval: 15_000, queryFn: () => body(api.GET('/api/signal/alarms/groups')) });

export const standingQuery = queryOptions({
  queryKey: ['alarms', 'standing'],
  refetchInterval: 60_000,
  queryFn: () => body(api.GET('/api/signal/alarms', { params: { query: { standing: true, limit: 200 } } })),
});

export const hiddenQuery = (reason: string, area: string, hours: number) =>
  infiniteQueryOptions({
    queryKey: ['alarms', 'hidden', reason, area, hours],
    initialPageParam: '',
    refetchInterval: 30_000,
    queryFn: ({ pageParam }) =>
      body(api.GET('/api/signal/hidden', { params: { query: { reason: reason || undefined, area: area || undefined, from: String(Date.now() - hours * 3_600_000), cursor: pageParam || undefined } } })),
    getNextPageParam: (last) => last.next || undefined,
  });

export const masksQuery = queryOptions({ queryKey: ['alarms', 'masks'], refetchInterval: 30_000, queryFn: () => body(api.GET('/api/signal/masks')) });

export const rulesQuery = (q: string, state: string, kind: string) =>
  infiniteQueryOptions({
    queryKey: ['rules', 'list', q, state, kind],
    initialPageParam: '',
    queryFn: ({ pageParam }) => body(api.GET('/api/signal/rules', { params: { query: { q: q || undefined, state: state || undefined, kind: kind || undefined, cursor: pageParam || undefined } } })),
    getNextPageParam: (last) => last.next || undefined,
  });

export const ruleFormQuery = queryOptions({ queryKey: ['rules', 'form'], staleTime: 3_600_000, queryFn: () => body(api.GET('/api/signal/rules/form')) });

/** One rule; while a simulation runs it is read every second. */
export const ruleQuery = (id: string) =>
  queryOptions({
    queryKey: ['rules', id],
    enabled: id !== '',
    refetchInterval: (q) => (q.state.data?.simulations.some((s) => !s.finished) ? 1000 : false),
    queryFn: () => body(api.GET('/api/signal/rules/{id}', { params: { path: { id } } })),
  });

/** The limits of one point; while a proposal is held against history they are read every second. */
export const limitsQuery = (id: string) =>
  queryOptions({
    queryKey: ['limits', id],
    refetchInterval: (q) => (q.state.data?.simulations.some((s) => !s.finished) ? 1000 : 15_000),
    queryFn: () => body(api.GET('/api/signal/points/{id}/limits', { params: { path: { id } } })),
  });

/** The proposals that wait for somebody. */
export const proposedLimitsQuery = queryOptions({ queryKey: ['limits', 'proposed'], refetchInterval: 30_000, queryFn: () => body(api.GET('/api/signal/limits')) });

export const figuresQuery = (days: number, area: string) =>
  queryOptions({
    queryKey: ['alarms', 'figures', days, area],
    staleTime: 60_000,
    queryFn: () => body(api.GET('/api/signal/figures', { params: { query: { from: String(Date.now() - days * 86_400_000), area: area || undefined } } })),
  });

export const siteFiguresQuery = (days: number, area: string, q: string) =>
  queryOptions({
    queryKey: ['alarms', 'figures', 'sites', days, area, q],
    staleTime: 60_000,
    queryFn: () => body(api.GET('/api/signal/figures/sites', { params: { query: { from: String(Date.now() - days * 86_400_000), area: area || undefined, q: q || undefined } } })),
  });

export const pointsFound = (q: string) =>
  queryOptions({ queryKey: ['points', 'found', q], staleTime: 60_000, queryFn: () => body(api.GET('/api/signal/points', { params: { query: { q: q || undefined, limit: 30 } } })) });
