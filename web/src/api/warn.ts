import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import type { components } from './schema.gen';

type S = components['schemas'];

export type Publication = S['PublicationView'];
export type PublicationRow = S['PublicationRow'];
export type Progress = S['Progress'];
export type Receiver = S['Receiver'];
export type Look = S['Look'];
export type EventType = S['EventType'];
export type SettingView = S['SettingView'];
export type Sums = S['Sums'];
export type AlarmTrigger = S['AlarmTrigger'];
export type TriggerView = S['TriggerView'];
export type TriggerTrial = S['TriggerTrial'];

/** A warning as somebody writes it: the data of a case of warn.publication, which the server publishes as a form. */
export interface Draft {
  event: string;
  colour: string;
  status: string;
  headline: string;
  description: string;
  instruction: string;
  onset?: string;
  expires: string;
  areas: string[];
  polygon?: string;
  hours?: number;
  value?: number;
  deviation?: string;
  channels?: string[];
  sender?: string;
  source?: string;
}

/** The text in work, or the one that stands. */
export const draftOf = (p: Publication): Draft | undefined => (p.data as { draft?: Draft[] }).draft?.[0];

export const publicationsQuery = (closed: boolean) =>
  queryOptions({
    queryKey: ['publications', closed],
    refetchInterval: 10_000,
    queryFn: async () => (await body(api.GET('/api/warn/publications', { params: { query: { limit: 100, closed } } }))).items,
  });

/** One publication; while something is going out it is read again each two seconds. */
export const publicationQuery = (id: string) =>
  queryOptions({
    queryKey: ['publication', id],
    refetchInterval: (q) => (q.state.data?.jobs.some((j) => !j.done_at) ? 2_000 : 15_000),
    queryFn: () => body(api.GET('/api/warn/publications/{id}', { params: { path: { id } } })),
  });

export const eventsQuery = queryOptions({
  queryKey: ['warn-events'],
  staleTime: Infinity,
  queryFn: async () => (await body(api.GET('/api/warn/events'))).items,
});

export type Missing = 'missing' | 'waiting' | 'reached' | 'unconfirmed' | 'failed' | 'stopped';

export const receiversQuery = (job: string, state: Missing | undefined, limit: number, live: boolean) =>
  queryOptions({
    queryKey: ['receivers', job, state, limit],
    refetchInterval: live ? 5_000 : false,
    queryFn: () => body(api.GET('/api/warn/jobs/{job}/receivers', { params: { path: { job }, query: { state, limit } } })),
  });

export const lookAt = (d: Partial<Draft>): Promise<Look> => body(api.POST('/api/warn/drafts/look', { body: d as never }));

export const openDraft = async (d: Draft): Promise<string> => (await body(api.POST('/api/procedures/{name}/cases', { params: { path: { name: 'warn.publication' } }, body: d as never }))).id;

export const reissue = async (id: string): Promise<string> => (await body(api.POST('/api/monitor/warnings/{id}/reissue', { params: { path: { id } } }))).case;

export const sendAgain = (job: string, reason: string) => body(api.POST('/api/warn/jobs/{job}/again', { params: { path: { job } }, body: { reason } }));

/** Which alarms draft which warnings, and the proposal that waits. */
export const triggersQuery = queryOptions({ queryKey: ['warn-triggers'], refetchInterval: 30_000, queryFn: () => body(api.GET('/api/warn/triggers')) });

export const settingsQuery = queryOptions({ queryKey: ['warn-settings'], queryFn: () => body(api.GET('/api/warn/settings')) });

export const putSettings = (s: S['Setting']) => body(api.PUT('/api/warn/settings', { body: s }));

export const alarmDraftsQuery = (alarm: string) =>
  queryOptions({ queryKey: ['publications', 'alarm', alarm], refetchInterval: 30_000, queryFn: () => body(api.GET('/api/warn/alarms/{alarm}/publications', { params: { path: { alarm } } })) });
