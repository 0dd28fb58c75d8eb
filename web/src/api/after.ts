import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import type { components } from './schema.gen';

type S = components['schemas'];
export type AfterView = S['AfterView'];
export type AfterRow = S['AfterRow'];
export type AfterReport = S['AfterReport'];
export type AfterFinding = S['AfterFinding'];
export type AfterTask = S['AfterTask'];
export type AfterClock = S['AfterClock'];
export type CostLine = S['CostLine'];
export type CostSum = S['CostSum'];
export type PastIncident = S['PastIncident'];
export type LikePast = S['LikePast'];
export type StillOut = S['StillOut'];
export type PlanRequest = S['PlanRequest'];

/** Follow-ups; the keys begin like those of all that changes when a case moves. */
export const reviewsQuery = (q: { open?: boolean; area?: string; q?: string }) =>
  queryOptions({ queryKey: ['cases', 'after', q], refetchInterval: 30_000, queryFn: () => body(api.GET('/api/after/reviews', { params: { query: { ...q, limit: 200 } } })) });

export const reviewQuery = (id: string) =>
  queryOptions({ queryKey: ['cases', 'after-one', id], refetchInterval: 10_000, queryFn: () => body(api.GET('/api/after/reviews/{id}', { params: { path: { id } } })) });

export const afterIncidentQuery = (id: string) =>
  queryOptions({ queryKey: ['cases', 'after-of', id], refetchInterval: 15_000, queryFn: () => body(api.GET('/api/after/incidents/{id}', { params: { path: { id } } })) });

export const similarQuery = (id: string) => queryOptions({ queryKey: ['cases', 'after-similar', id], queryFn: () => body(api.GET('/api/after/incidents/{id}/similar', { params: { path: { id } } })) });

export const findingsQuery = (q: { open?: boolean; mine?: boolean; q?: string }) =>
  queryOptions({ queryKey: ['cases', 'after-findings', q], queryFn: () => body(api.GET('/api/after/findings', { params: { query: { ...q, limit: 200 } } })) });

export interface PastQuestion {
  q?: string;
  area?: string;
  type?: '' | 'natural' | 'accident' | 'health' | 'social';
  level?: '' | 'I' | 'II' | 'III' | 'IV';
}

export const pastQuery = (q: PastQuestion) => queryOptions({ queryKey: ['cases', 'past', q], queryFn: () => body(api.GET('/api/after/past', { params: { query: q } })), placeholderData: (was) => was });

export const beginReview = (incident: string) => body(api.POST('/api/after/reviews', { body: { incident } }));

export const planRequestsQuery = (code: string) => queryOptions({ queryKey: ['plans', 'requests', code], queryFn: () => body(api.GET('/api/plan/plans/{code}/requests', { params: { path: { code } } })) });

export const settleRequest = (code: string, id: string, how: 'revised' | 'declined', note: string) =>
  body(api.POST('/api/plan/plans/{code}/requests/{id}/settle', { params: { path: { code, id } }, body: { how, note } }));
