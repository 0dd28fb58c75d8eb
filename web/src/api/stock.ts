import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import type { paths } from './schema.gen';

type Answer<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends { responses: { 200: { content: { 'application/json': infer B } } } } ? B : never;
type Listed<L> = NonNullable<L> extends (infer I)[] ? I : never;

export type DepotPage = Answer<'/api/resource/depots', 'get'>;
export type DepotItem = Listed<DepotPage['items']>;
export type DepotView = Answer<'/api/resource/depots/{id}', 'get'>;
export type StockCard = Listed<DepotView['cards']>;
export type StockLot = Listed<StockCard['lots']>;
export type StockMove = Listed<Answer<'/api/resource/depots/{id}/moves', 'get'>['items']>;
export type StockItem = Listed<Answer<'/api/resource/items', 'get'>['items']>;
export type DepotKit = Listed<Answer<'/api/resource/depots/{id}/kits', 'get'>['items']>;
export type DepotOnly = NonNullable<NonNullable<paths['/api/resource/depots']['get']['parameters']['query']>['only']>;

export const depotsQuery = (q: { area?: string; only?: DepotOnly; item?: string }) =>
  queryOptions({ queryKey: ['stock', 'depots', q], refetchInterval: 30_000, queryFn: () => body(api.GET('/api/resource/depots', { params: { query: q } })) });

export const depotQuery = (id: string) =>
  queryOptions({ queryKey: ['stock', 'depot', id], refetchInterval: 15_000, queryFn: () => body(api.GET('/api/resource/depots/{id}', { params: { path: { id } } })) });

export const stockItemsQuery = () => queryOptions({ queryKey: ['stock', 'items'], refetchInterval: 60_000, queryFn: async () => (await body(api.GET('/api/resource/items'))).items ?? [] });

export const stockFaultsQuery = () => queryOptions({ queryKey: ['stock', 'faults'], refetchInterval: 300_000, queryFn: async () => (await body(api.GET('/api/resource/faults'))).items ?? [] });

export const depotKitsQuery = (id: string) => queryOptions({ queryKey: ['stock', 'kits', id], queryFn: async () => (await body(api.GET('/api/resource/depots/{id}/kits', { params: { path: { id } } }))).items ?? [] });
