import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import type { components } from './schema.gen';

type S = components['schemas'];
export type Matter = S['MatterRow'];
export type Talk = S['TalkRow'];

export interface BoardQuestion {
  area?: string;
  closed?: boolean;
  q?: string;
}

export const mattersQuery = (q: BoardQuestion) =>
  queryOptions({ queryKey: ['cases', 'supervision', q], refetchInterval: 60_000, queryFn: () => body(api.GET('/api/govern/supervision', { params: { query: q } })) });

export const talksQuery = (q: BoardQuestion) =>
  queryOptions({ queryKey: ['cases', 'talks', q], refetchInterval: 60_000, queryFn: () => body(api.GET('/api/govern/talks', { params: { query: q } })) });

export type BulletinRow = S['BulletinRow'];
export type BulletinView = S['BulletinView'];
export type Figure = S['BulletinFigure'];
export type Agenda = BulletinView['bulletin']['agenda'];

export const bulletinsQuery = (kind?: 'day' | 'week' | 'month', until?: string) =>
  queryOptions({ queryKey: ['cases', 'bulletins', kind, until], queryFn: () => body(api.GET('/api/govern/bulletins', { params: { query: { kind, until } } })) });

export const bulletinQuery = (id: string) =>
  queryOptions({ queryKey: ['cases', 'bulletin', id], enabled: !!id, queryFn: () => body(api.GET('/api/govern/bulletins/{id}', { params: { path: { id } } })) });

export type AppraisalView = S['AppraisalView'];
export type AreaScore = S['AreaScore'];
export type ScorePart = S['ScorePart'];
export type Indicator = S['Indicator'];

export const appraisalsQuery = queryOptions({ queryKey: ['cases', 'appraisals'], queryFn: () => body(api.GET('/api/govern/appraisals')) });

export const appraisalQuery = (id: string) =>
  queryOptions({ queryKey: ['cases', 'appraisal', id], enabled: !!id, queryFn: () => body(api.GET('/api/govern/appraisals/{id}', { params: { path: { id } } })) });

export const weightsQuery = queryOptions({ queryKey: ['cases', 'weights'], queryFn: () => body(api.GET('/api/govern/weights')) });
