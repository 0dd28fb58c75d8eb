import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import type { components } from './schema.gen';

// Posts, rosters and calls as the server publishes them. Queries whose key begins with "duty" are read anew at the event
// duty.changed, those of "calls" when a call moves.

type S = components['schemas'];

export type Forms = S['Forms'];
export type Who = S['Who'];
export type Answer = S['AnswerView'];
export type AreaFaults = S['AreaCount'];
export type PeopleView = S['PeopleView'];
export type LineAnswer = S['LineAnswer'];
export type Named = S['Named'];
export type OnDuty = S['OnDuty'];
export type Post = S['PostView'];
export type Fault = S['Fault'];
export type Shift = S['ShiftItem'];
export type RosterItem = S['RosterItem'];
export type Pattern = S['Pattern'];
export type Cell = S['PlanCell'];
export type Draft = S['RosterDraft'];
export type PlanWarning = S['PlanWarning'];
export type Contact = S['ContactView'];
export type Imported = S['Imported'];
export type Mine = S['MineView'];
export type Away = S['AwayItem'];
export type Testing = S['Testing'];
export type TestResult = S['TestResult'];
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

export const findingsQuery = (area?: string, kind?: Fault['kind'], limit = 300) =>
  queryOptions({
    queryKey: ['duty', 'findings', area, kind, limit],
    queryFn: () => body(api.GET('/api/duty/findings', { params: { query: { area, kind, limit } } })),
  });

/** Findings by the areas right below one: the districts of the city when none is named. */
export const findingCountsQuery = (area = '2101') =>
  queryOptions({
    queryKey: ['duty', 'findings', 'counts', area],
    queryFn: () => body(api.GET('/api/duty/findings/counts', { params: { query: { area } } })),
  });

/** Who answers in a drawn shape or an area. */
export const peopleInsideQuery = (where: { polygon?: string; area?: string }, matter: string) =>
  queryOptions({
    queryKey: ['duty', 'inside', where, matter],
    staleTime: 60_000,
    queryFn: () => body(api.GET('/api/duty/inside', { params: { query: { ...where, matter } } })),
  });

export const elementAnswerQuery = (element: string, matter: string) =>
  queryOptions({
    queryKey: ['duty', 'answer', 'element', element, matter],
    enabled: element !== '',
    queryFn: () => body(api.GET('/api/duty/answer', { params: { query: { element, matter } } })),
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

/** Asks the server for a draft, or to check one; nothing is stored. */
export const draftOf = (id: string, q: S['DraftOf']) => body(api.POST('/api/duty/rosters/{id}/draft', { params: { path: { id } }, body: q }));
export const draftQuery = (id: string, q: S['DraftOf']) => queryOptions({ queryKey: ['duty', 'draft', id, q], staleTime: 60_000, queryFn: () => draftOf(id, q) });

export const mineQuery = queryOptions({
  queryKey: ['duty', 'mine'],
  refetchInterval: 60_000,
  queryFn: () => body(api.GET('/api/duty/mine')),
});

export const contactBookQuery = (q: string, area: string | undefined, stale: boolean, cursor: string) =>
  queryOptions({
    queryKey: ['duty', 'book', q, area, stale, cursor],
    queryFn: () => body(api.GET('/api/duty/contacts', { params: { query: { q, area, stale, cursor, limit: 50 } } })),
  });

export const absencesQuery = (past: boolean) =>
  queryOptions({
    queryKey: ['duty', 'absences', past],
    queryFn: async () => (await body(api.GET('/api/duty/absences', { params: { query: { past } } }))).items,
  });

export const testingsQuery = queryOptions({
  queryKey: ['duty', 'testings'],
  queryFn: async () => (await body(api.GET('/api/duty/testings'))).items,
});

export const testResultQuery = (area: string) =>
  queryOptions({
    queryKey: ['calls', 'test', area],
    enabled: area !== '',
    queryFn: () => body(api.GET('/api/duty/testings/{area}', { params: { path: { area } } })),
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
