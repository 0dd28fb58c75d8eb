import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import type { components } from './schema.gen';

// Posts, rosters and calls as the server publishes them. Queries whose key begins with "duty" are read anew at the event
// duty.changed, those of "calls" when a call moves.

type S = components['schemas'];

export type Forms = S['Forms'];
export type Who = S['Who'];
export type Answer = S['AnswerView'];
export type LineAnswer = S['LineAnswer'];
export type Named = S['Named'];
export type OnDuty = S['OnDuty'];
export type Post = S['PostView'];
export type Fault = S['Fault'];
export type Shift = S['ShiftItem'];
export type RosterView = S['RosterView'];
export type Call = S['Call'];
export type Target = S['Target'];

export const formsQuery = queryOptions({
  queryKey: ['duty-forms'],
  staleTime: Infinity,
  queryFn: () => body(api.GET('/api/duty/forms')),
});

export interface Question {
  lon?: number;
  lat?: number;
  area?: string;
  matter: string;
  at?: string;
}
export const answerQuery = (q: Question) =>
  queryOptions({
    queryKey: ['duty', 'answer', q],
    enabled: q.lon !== undefined || !!q.area,
    queryFn: () => body(api.GET('/api/duty/answer', { params: { query: q } })),
  });

export const onDutyQuery = (area?: string) =>
  queryOptions({
    queryKey: ['duty', 'on', area],
    refetchInterval: 60_000,
    queryFn: () => body(api.GET('/api/duty/on-duty', { params: { query: { area } } })),
  });

export interface PostFilter {
  area?: string;
  matter?: string;
  line?: 'territory' | 'sector' | 'enterprise';
  q?: string;
  on?: string;
}
export const postsQuery = (f: PostFilter) =>
  queryOptions({
    queryKey: ['duty', 'posts', f],
    queryFn: () => body(api.GET('/api/duty/posts', { params: { query: { ...f, limit: 300 } } })),
  });

export const postQuery = (id: string) =>
  queryOptions({
    queryKey: ['duty', 'post', id],
    enabled: id !== '',
    queryFn: () => body(api.GET('/api/duty/posts/{id}', { params: { path: { id } } })),
  });

export const contactsQuery = (q: string) =>
  queryOptions({
    queryKey: ['duty', 'contacts', q],
    queryFn: async () => (await body(api.GET('/api/duty/contacts', { params: { query: { q, limit: 50 } } }))).items,
  });

export const findingsQuery = (area?: string, kind?: Fault['kind']) =>
  queryOptions({
    queryKey: ['duty', 'findings', area, kind],
    queryFn: () => body(api.GET('/api/duty/findings', { params: { query: { area, kind, limit: 300 } } })),
  });

export const findingCountsQuery = queryOptions({
  queryKey: ['duty', 'findings', 'counts'],
  queryFn: () => body(api.GET('/api/duty/findings/counts', { params: { query: { area: '2101' } } })),
});

export const rostersQuery = queryOptions({
  queryKey: ['duty', 'rosters'],
  queryFn: async () => (await body(api.GET('/api/duty/rosters'))).items,
});

export const shiftsQuery = (id: string, from: string, to: string) =>
  queryOptions({
    queryKey: ['duty', 'shifts', id, from, to],
    enabled: id !== '',
    queryFn: () => body(api.GET('/api/duty/rosters/{id}/shifts', { params: { path: { id }, query: { from, to } } })),
  });

export const callsQuery = queryOptions({
  queryKey: ['calls'],
  refetchInterval: 20_000,
  queryFn: async () => (await body(api.GET('/api/duty/calls', { params: { query: { limit: 100 } } }))).items,
});

export const callQuery = (id: string) =>
  queryOptions({
    queryKey: ['calls', id],
    enabled: id !== '',
    refetchInterval: 5_000,
    queryFn: () => body(api.GET('/api/duty/calls/{id}', { params: { path: { id } } })),
  });

/** The calls that ring the person who is signed in. */
export const ringingQuery = queryOptions({
  queryKey: ['calls', 'ringing'],
  refetchInterval: 20_000,
  queryFn: async () => (await body(api.GET('/api/duty/ringing'))).items,
});
