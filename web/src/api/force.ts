import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import type { paths } from './schema.gen';

type Answer<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends { responses: { 200: { content: { 'application/json': infer B } } } } ? B : never;
type Listed<L> = NonNullable<L> extends (infer I)[] ? I : never;

export type ForceBoard = Answer<'/api/resource/forces', 'get'>;
export type Force = Listed<ForceBoard['items']>;
export type ForceQuery = NonNullable<paths['/api/resource/forces']['get']['parameters']['query']>;
export type ForceKind = NonNullable<ForceQuery['kind']>;
export type ForceState = NonNullable<ForceQuery['state']>;
export type ForceOnly = NonNullable<ForceQuery['only']>;
export type ForceView = Answer<'/api/resource/forces/{id}', 'get'>;
export type Booking = Listed<ForceView['bookings']>;
export type ZoneBoard = Answer<'/api/resource/zones', 'get'>;
export type ZoneCover = Listed<ZoneBoard['zones']>;
export type Proposal = Listed<ZoneBoard['proposals']>;
export type MoveUp = Listed<ZoneBoard['moves']>;

export const forcesQuery = (q: ForceQuery) => queryOptions({ queryKey: ['force', 'list', q], refetchInterval: 30_000, placeholderData: (before) => before, queryFn: () => body(api.GET('/api/resource/forces', { params: { query: q } })) });

export const forceQuery = (id: string) => queryOptions({ queryKey: ['force', 'one', id], queryFn: () => body(api.GET('/api/resource/forces/{id}', { params: { path: { id } } })) });

export const zonesQuery = () => queryOptions({ queryKey: ['force', 'zones'], refetchInterval: 30_000, queryFn: () => body(api.GET('/api/resource/zones')) });
