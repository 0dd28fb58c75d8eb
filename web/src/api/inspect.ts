import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import type { components } from './schema.gen';

type S = components['schemas'];
export type Drawing = S['Drawing'];
export type DrawingView = S['DrawingView'];
export type DrawAct = S['DrawAct'];
export type DrawResult = S['DrawResult'];
export type DrawnVisit = S['DrawnVisit'];
export type PoolView = S['PoolView'];
export type PoolUnit = S['PoolUnit'];
export type Inspector = S['Inspector'];
export type KeepAway = S['KeepAway'];
export type InspectVisit = S['InspectVisit'];
export type DrawingState = Drawing['state'];
export type Fate = PoolUnit['fate'];
export type Credit = PoolUnit['credit'];
export type VisitState = InspectVisit['state'];

export const credits = ['A', 'B', 'C', 'D'] as const satisfies Credit[];
export const drawingStates = ['draft', 'noticed', 'drawn', 'published', 'void'] as const satisfies DrawingState[];
export const fates = ['pool', 'covered', 'drawn', 'excluded', 'cap', 'share'] as const satisfies Fate[];
export const visitStates = ['to-do', 'done', 'impossible'] as const satisfies VisitState[];

/** One of the values, or undefined: what stands in an address may be anything. */
export const oneOf = <V extends string>(values: readonly V[], v: string | undefined): V | undefined => values.find((x) => x === v);

export const drawingsQuery = (f: { area?: string; state?: string; q?: string }) =>
  queryOptions({ queryKey: ['inspect', 'drawings', f], queryFn: () => body(api.GET('/api/inspect/drawings', { params: { query: { area: f.area, q: f.q, state: oneOf(drawingStates, f.state), limit: 200 } } })) });

export const drawingQuery = (id: string) => queryOptions({ queryKey: ['inspect', 'drawing', id], refetchInterval: 60_000, queryFn: () => body(api.GET('/api/inspect/drawings/{id}', { params: { path: { id } } })) });

export const poolQuery = (id: string, revision: number) => queryOptions({ queryKey: ['inspect', 'pool', id, revision], queryFn: () => body(api.GET('/api/inspect/drawings/{id}/pool', { params: { path: { id } } })) });

export const unitsQuery = (id: string, revision: number, f: { credit?: string; fate?: string; rated?: string; q?: string }) =>
  queryOptions({
    queryKey: ['inspect', 'units', id, revision, f],
    queryFn: () => body(api.GET('/api/inspect/drawings/{id}/units', { params: { path: { id }, query: { q: f.q, credit: oneOf(credits, f.credit), fate: oneOf(fates, f.fate), rated: oneOf(['yes', 'no'] as const, f.rated) } } })),
  });

export const sectorsQuery = queryOptions({ queryKey: ['inspect-sectors'], staleTime: Infinity, queryFn: async () => (await body(api.GET('/api/inspect/sectors'))).items });

export const officersQuery = (f: { area?: string; q?: string }) => queryOptions({ queryKey: ['inspect', 'officers', f], queryFn: () => body(api.GET('/api/inspect/officers', { params: { query: f } })) });

export const visitsQuery = (f: { area?: string; state?: string; q?: string; drawing?: string; mine?: string }) =>
  queryOptions({
    queryKey: ['inspect', 'visits', f],
    queryFn: () => body(api.GET('/api/inspect/visits', { params: { query: { area: f.area, q: f.q, drawing: f.drawing, mine: f.mine === 'yes', state: oneOf(visitStates, f.state), limit: 1000 } } })),
  });
