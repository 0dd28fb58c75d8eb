import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { language } from '@/i18n/language';
import { api, body } from './client';
import { idempotencyKey } from './idempotency';
import { problemOf } from './problem-of';
import type { paths } from './schema.gen';

type Answer<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends { responses: { 200: { content: { 'application/json': infer B } } } } ? B : never;
type Listed<L> = NonNullable<L> extends (infer I)[] ? I : never;

export type PlanItem = Listed<Answer<'/api/plan/plans', 'get'>['items']>;
export type PlanQuery = NonNullable<paths['/api/plan/plans']['get']['parameters']['query']>;
export type PlanView = Answer<'/api/plan/plans/{code}', 'get'>;
export type Plan = PlanView['plan'];
export type Defect = Listed<PlanView['defects']>;
export type LintPage = Answer<'/api/plan/lint', 'get'>;
export type LintQuery = NonNullable<paths['/api/plan/lint']['get']['parameters']['query']>;
export type Order = Listed<Answer<'/api/plan/plans/{code}/orders', 'get'>['added']>;
export type Level = NonNullable<paths['/api/plan/plans/{code}/orders']['get']['parameters']['query']>['level'];
export type Condition = Listed<NonNullable<paths['/api/plan/plans/{code}/orders']['get']['parameters']['query']>['conditions']>;
export type PlanImport = Answer<'/api/plan/imports/{id}', 'get'>;
export type PlanKind = NonNullable<NonNullable<PlanQuery>['kind']>;

export const levels: Level[] = ['IV', 'III', 'II', 'I'];

export const plansQuery = (q: Omit<PlanQuery, 'cursor' | 'limit'>) =>
  infiniteQueryOptions({
    queryKey: ['plans', 'list', q],
    initialPageParam: '',
    queryFn: ({ pageParam }) => body(api.GET('/api/plan/plans', { params: { query: { ...q, cursor: pageParam || undefined, limit: 50 } } })),
    getNextPageParam: (last) => last.next || undefined,
  });

export const planSummaryQuery = (area?: string) => queryOptions({ queryKey: ['plans', 'summary', area], queryFn: () => body(api.GET('/api/plan/summary', { params: { query: { area } } })) });

export const planQuery = (code: string, version?: number) =>
  queryOptions({ queryKey: ['plans', 'one', code, version], queryFn: () => body(api.GET('/api/plan/plans/{code}', { params: { path: { code }, query: { version } } })) });

export const lintQuery = (q: LintQuery) => queryOptions({ queryKey: ['plans', 'lint', q], queryFn: () => body(api.GET('/api/plan/lint', { params: { query: q } })), placeholderData: (was) => was });

export const ordersQuery = (code: string, level: Level, since: Level | '', conditions: Condition[]) =>
  queryOptions({
    queryKey: ['plans', 'orders', code, level, since, conditions],
    queryFn: () => body(api.GET('/api/plan/plans/{code}/orders', { params: { path: { code }, query: { level, since: since || undefined, conditions: conditions.length ? conditions : undefined } } })),
  });

export const comparisonQuery = (code: string, before: number, after: number) =>
  queryOptions({ queryKey: ['plans', 'comparison', code, before, after], queryFn: () => body(api.GET('/api/plan/plans/{code}/comparison', { params: { path: { code }, query: { before, after } } })) });

export const planImportQuery = (id: string) => queryOptions({ queryKey: ['plans', 'import', id], staleTime: Infinity, queryFn: () => body(api.GET('/api/plan/imports/{id}', { params: { path: { id } } })) });

/** Sends a Word file; the answer names its sections. */
export async function sendPlanFile(file: File): Promise<PlanImport> {
  const res = await fetch(`/api/plan/imports?name=${encodeURIComponent(file.name)}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'Accept-Language': language(), 'Idempotency-Key': idempotencyKey() },
    body: file,
  });
  if (!res.ok) throw await problemOf(res);
  return (await res.json()) as PlanImport;
}

/** The form of a version as text, for the editor. */
export async function planForm(code: string, version: number): Promise<string> {
  const res = await fetch(`/api/plan/plans/${encodeURIComponent(code)}/form?version=${version}`, { headers: { 'Accept-Language': language() } });
  if (!res.ok) throw await problemOf(res);
  return res.text();
}
