import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import type { paths } from './schema.gen';

type Answer<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends { responses: { 200: { content: { 'application/json': infer B } } } } ? B : never;
type Item<L> = NonNullable<L> extends (infer I)[] ? I : never;

export type SourceView = Answer<'/api/connector/sources/{id}', 'get'>;
export type SourceState = SourceView['status']['state'];
export type SourceRun = Item<Answer<'/api/connector/sources/{id}/runs', 'get'>['items']>;
export type Quarter = Item<Answer<'/api/connector/sources/{id}/health', 'get'>['items']>;
export type Mapping = SourceView['mapping'];
export type FieldRule = Item<Mapping['fields']>;
export type Trial = Answer<'/api/connector/try', 'post'>;
export type Target = Item<Answer<'/api/connector/targets', 'get'>['items']>;
export type Allowed = Item<Answer<'/api/settings/outward', 'get'>['items']>;

const often = 5_000;

export const sourcesQuery = queryOptions({
  queryKey: ['connectors'],
  refetchInterval: often,
  queryFn: () => body(api.GET('/api/connector/sources', { params: { query: {} } })),
});
export const sourceQuery = (id: string) =>
  queryOptions({ queryKey: ['connectors', id], refetchInterval: often, queryFn: () => body(api.GET('/api/connector/sources/{id}', { params: { path: { id } } })) });
export const runsQuery = (id: string) =>
  queryOptions({ queryKey: ['connectors', id, 'runs'], refetchInterval: often, queryFn: () => body(api.GET('/api/connector/sources/{id}/runs', { params: { path: { id }, query: { limit: 50 } } })) });
export const healthQuery = (id: string) =>
  queryOptions({ queryKey: ['connectors', id, 'health'], refetchInterval: 30_000, queryFn: () => body(api.GET('/api/connector/sources/{id}/health', { params: { path: { id } } })) });
export const targetsQuery = queryOptions({ queryKey: ['connector-targets'], staleTime: 3_600_000, queryFn: () => body(api.GET('/api/connector/targets')) });
export const outwardQuery = queryOptions({ queryKey: ['outward'], queryFn: () => body(api.GET('/api/settings/outward')) });
