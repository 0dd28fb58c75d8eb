import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import type { components } from './schema.gen';

type S = components['schemas'];
export type ReportedMatter = S['ReportedMatter'];
export type ReportClock = S['ReportClock'];
export type MatterView = S['UpwardMatterView'];
export type ReportView = S['UpwardReportView'];
export type CurrentFigure = S['CurrentFigure'];
export type Grading = S['FigureGrading'];
export type NewMatter = S['NewUpwardMatter'];
export type UpperView = S['UpperView'];

export interface ReportsQuestion {
  open?: boolean;
  area?: string;
  q?: string;
}

/** What is told upward; its key begins like those of all that changes when a case moves. */
export const reportedQuery = (q: ReportsQuestion) =>
  queryOptions({ queryKey: ['cases', 'reported', q], refetchInterval: 20_000, queryFn: () => body(api.GET('/api/report/matters', { params: { query: q } })) });

export const reportedOneQuery = (id: string) =>
  queryOptions({ queryKey: ['cases', 'report', id], refetchInterval: 5_000, queryFn: () => body(api.GET('/api/report/matters/{id}', { params: { path: { id } } })) });

export const reportOfIncidentQuery = (id: string) =>
  queryOptions({ queryKey: ['cases', 'report-of', id], refetchInterval: 15_000, queryFn: () => body(api.GET('/api/report/incidents/{id}', { params: { path: { id } } })) });

export const beginReport = (m: NewMatter) => body(api.POST('/api/report/matters', { body: m }));

export const resendReport = (id: string) => body(api.POST('/api/report/matters/{id}/resend', { params: { path: { id } } }));

export const uppersQuery = queryOptions({ queryKey: ['uppers'], refetchInterval: 20_000, queryFn: () => body(api.GET('/api/report/uppers')) });

export const putUpper = (id: string, u: S['UpperDeclaration']) => body(api.PUT('/api/report/uppers/{id}', { params: { path: { id } }, body: u }));
