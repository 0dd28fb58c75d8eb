import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { language } from '@/i18n/language';
import { api, body } from './client';
import { Unreachable } from './problem';
import { problemOf } from './problem-of';
import type { paths } from './schema.gen';

type Answer<P extends keyof paths> = paths[P] extends { get: { responses: { 200: { content: { 'application/json': infer B } } } } } ? B : never;
export type Import = Answer<'/api/register/imports/{id}'>;
export type ImportRow = NonNullable<Answer<'/api/register/imports'>['items']>[number];
export type Fault = NonNullable<Answer<'/api/register/imports/{id}/faults'>['items']>[number];
export type Plan = Import['plan'];
export type Counts = Import['counts'];
export type OutlineReport = Answer<'/api/register/imports/{id}/outlines'>;
export type BorderAct = NonNullable<Answer<'/api/register/outlines/acts'>['items']>[number];
export type FileTable = NonNullable<Import['tables']>[number];

/** Work goes on at the server in these states. */
export const working = (s: Import['state']) => s === 'checking' || s === 'running';

export const importsQuery = infiniteQueryOptions({
  queryKey: ['imports'],
  initialPageParam: '',
  refetchInterval: 5000,
  queryFn: ({ pageParam }) => body(api.GET('/api/register/imports', { params: { query: { limit: 50, cursor: pageParam } } })),
  getNextPageParam: (last) => last.next || undefined,
});

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['import', id],
    staleTime: 0,
    refetchInterval: (q) => (q.state.data && working(q.state.data.state) ? 1000 : false),
    queryFn: () => body(api.GET('/api/register/imports/{id}', { params: { path: { id } } })),
  });

/** What is wrong with rows. The state belongs to the key, since a run may find more. */
export const faultsQuery = (id: string, state: string) =>
  infiniteQueryOptions({
    queryKey: ['import', id, 'faults', state],
    initialPageParam: '',
    queryFn: ({ pageParam }) => body(api.GET('/api/register/imports/{id}/faults', { params: { path: { id }, query: { limit: 50, cursor: pageParam } } })),
    getNextPageParam: (last) => last.next || undefined,
  });

/** Imports of outlines are of this kind. */
export const outlineKind = 'area-outline';

/** What the dry run of outlines found: the differences, and the ground that does not fit. */
export const outlineReportQuery = (id: string, state: string) =>
  queryOptions({ queryKey: ['import', id, 'outlines', state], queryFn: () => body(api.GET('/api/register/imports/{id}/outlines', { params: { path: { id } } })) });

export const borderActsQuery = infiniteQueryOptions({
  queryKey: ['border-acts'],
  initialPageParam: '',
  queryFn: ({ pageParam }) => body(api.GET('/api/register/outlines/acts', { params: { query: { limit: 20, cursor: pageParam } } })),
  getNextPageParam: (last) => last.next || undefined,
});
export const undoBorders = (id: string, reason: string) => body(api.POST('/api/register/outlines/acts/{id}/undo', { params: { path: { id } }, body: { reason } }));

export const checkImport = (id: string, plan: Plan) => body(api.POST('/api/register/imports/{id}/check', { params: { path: { id } }, body: plan }));
export const runImport = (id: string) => body(api.POST('/api/register/imports/{id}/run', { params: { path: { id } } }));
export const cancelImport = (id: string) => body(api.POST('/api/register/imports/{id}/cancel', { params: { path: { id } } }));

export async function ask(path: string, init: RequestInit): Promise<Response> {
  const answer = await fetch(`/api${path}`, { ...init, headers: { 'Accept-Language': language(), ...init.headers } }).catch((e: unknown) => {
    throw new Unreachable(e);
  });
  if (!answer.ok) throw await problemOf(answer);
  return answer;
}

/** Sends a file; the answer says what was found in it. */
export async function sendImport(kind: string, file: File): Promise<Import> {
  const query = new URLSearchParams({ kind, name: file.name });
  const answer = await ask(`/register/imports?${query}`, { method: 'POST', body: file, headers: { 'Content-Type': 'application/octet-stream' } });
  return (await answer.json()) as Import;
}

/** Saves a file that the server makes. It fails with the refusal of the server, or when the line broke in the middle. */
export async function saveFile(path: string): Promise<void> {
  const answer = await ask(path, {});
  const made = await answer.blob().catch((e: unknown) => {
    throw new Unreachable(e);
  });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(made);
  link.download = fileName(answer.headers.get('Content-Disposition') ?? '');
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** The name in a Content-Disposition header. */
export function fileName(header: string): string {
  const encoded = /filename\*=utf-8''([^;]+)/i.exec(header)?.[1];
  if (encoded) return decodeURIComponent(encoded);
  return /filename="?([^";]+)"?/i.exec(header)?.[1] ?? 'file';
}

/** The systems of coordinates in which elements may be taken out; their words are exchange.system_…. */
export const systems = ['wgs84', 'cgcs2000', 'gcj02', 'bd09', 'gk3-123', 'gk3-zone'] as const;
