import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import type { paths } from './schema.gen';

type Answer<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends { responses: { 200: { content: { 'application/json': infer B } } } } ? B : never;
type Listed<L> = NonNullable<L> extends (infer I)[] ? I : never;

export type Proposals = Answer<'/api/command/incidents/{id}/suggestions', 'get'>;
export type Proposal = Listed<Proposals['items']>;
export type PlanRun = Answer<'/api/command/incidents/{id}/dry-run', 'get'>;
export type RunOrder = Listed<PlanRun['orders']>;
export type ResponseView = Answer<'/api/command/incidents/{id}/response', 'get'>;
export type Running = Listed<ResponseView['responses']>;
export type GivenOrder = Listed<ResponseView['orders']>;
export type ResponseLevel = PlanRun['level'];

/** The response levels, the lowest first. */
export const responseLevels: ResponseLevel[] = ['IV', 'III', 'II', 'I'];

export const proposalsQuery = (id: string, event: string) =>
  queryOptions({
    queryKey: ['incident', id, 'suggestions', event],
    queryFn: () => body(api.GET('/api/command/incidents/{id}/suggestions', { params: { path: { id }, query: { event: event || undefined } } })),
  });

export const dryRunQuery = (id: string, plan: string, level: ResponseLevel, event: string) =>
  queryOptions({
    queryKey: ['incident', id, 'dry-run', plan, level, event],
    queryFn: () => body(api.GET('/api/command/incidents/{id}/dry-run', { params: { path: { id }, query: { plan, level, event: event || undefined } } })),
    placeholderData: (was) => was,
  });

export const responseQuery = (id: string) =>
  queryOptions({ queryKey: ['incident', id, 'response'], queryFn: () => body(api.GET('/api/command/incidents/{id}/response', { params: { path: { id } } })) });
