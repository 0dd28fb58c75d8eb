import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import type { paths } from './schema.gen';

type Answer<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends { responses: { 200: { content: { 'application/json': infer B } } } } ? B : never;
type Listed<L> = NonNullable<L> extends (infer I)[] ? I : never;

export type WatchedSources = Answer<'/api/hazard/sources', 'get'>;
export type WatchedSource = Listed<WatchedSources['items']>;
export type SourceView = Answer<'/api/hazard/sources/{id}', 'get'>;
export type Vessel = Listed<SourceView['vessels']>;
export type SourcePoint = Listed<SourceView['own']>;
export type Promise_ = Listed<Answer<'/api/hazard/promises', 'get'>['items']>;
export type MyPromises = Listed<Answer<'/api/hazard/mine', 'get'>['items']>;
export type PromiseRate = Listed<Answer<'/api/hazard/rates', 'get'>['items']>;
export type ParkItem = Listed<Answer<'/api/hazard/parks', 'get'>['items']>;
export type ParkGuideline = Answer<'/api/hazard/guideline', 'get'>;
export type WaterPoint = Listed<Answer<'/api/nature/waterlogging', 'get'>['items']>;
export type WaterPointView = Answer<'/api/nature/waterlogging/{id}', 'get'>;
export type WaterGauge = Listed<Answer<'/api/nature/gauges', 'get'>['items']>;
export type TyphoonView = Listed<Answer<'/api/nature/typhoons', 'get'>['items']>;
export type FireList = Answer<'/api/nature/forest', 'get'>;
export type Sighting = Listed<Answer<'/api/nature/sightings', 'get'>['items']>;
export type CityEvents = Answer<'/api/nature/events', 'get'>;
export type CityEventItem = Listed<CityEvents['items']>;

export type SourceOnly = NonNullable<NonNullable<paths['/api/hazard/sources']['get']['parameters']['query']>['only']>;

/** Read again every quarter of a minute, and at once when the event stream tells of an alarm or a promise (see live.ts). */
export const sourcesQuery = (q: { area?: string; q?: string; only?: SourceOnly }) =>
  queryOptions({ queryKey: ['hazards', 'list', q], refetchInterval: 15_000, queryFn: () => body(api.GET('/api/hazard/sources', { params: { query: q } })) });

export const sourceQuery = (id: string) =>
  queryOptions({ queryKey: ['hazards', 'one', id], refetchInterval: 5_000, queryFn: () => body(api.GET('/api/hazard/sources/{id}', { params: { path: { id } } })) });

export const waterPointsQuery = (area?: string) =>
  queryOptions({ queryKey: ['water', 'points', area], refetchInterval: 30_000, queryFn: async () => (await body(api.GET('/api/nature/waterlogging', { params: { query: { area } } }))).items });

export const gaugesQuery = (area?: string) =>
  queryOptions({ queryKey: ['water', 'gauges', area], refetchInterval: 30_000, queryFn: async () => (await body(api.GET('/api/nature/gauges', { params: { query: { area } } }))).items });

export const typhoonsQuery = (number?: string) =>
  queryOptions({ queryKey: ['typhoons', number], refetchInterval: 60_000, queryFn: async () => (await body(api.GET('/api/nature/typhoons', { params: { query: { number } } }))).items });

export const forestQuery = queryOptions({ queryKey: ['forest'], refetchInterval: 60_000, queryFn: () => body(api.GET('/api/nature/forest')) });

export const happeningsQuery = (area?: string) =>
  queryOptions({ queryKey: ['events', 'map', area], refetchInterval: 15_000, queryFn: () => body(api.GET('/api/nature/events', { params: { query: { open: true, hours: 24, area } } })) });

export const sightingsQuery = queryOptions({ queryKey: ['sightings'], refetchInterval: 15_000, queryFn: async () => (await body(api.GET('/api/nature/sightings'))).items });
