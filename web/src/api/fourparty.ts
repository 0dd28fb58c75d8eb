import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import { ask } from './exchange';
import type { components } from './schema.gen';

type S = components['schemas'];
export type Programme = S['ProgrammeRow'];
export type ProgrammeView = S['ProgrammeView'];
export type CheckedUnit = S['CheckedUnitRow'];
export type UnitView = S['CheckedUnitView'];
export type ComparedItem = S['ComparedItem'];
export type CheckItem = S['CheckItem'];
export type Party = S['SheetState']['party'];
export type Checkable = S['Checkable'];
export type Assignment = S['Assignment'];
export type Assignments = S['Assignments'];
export type Mark = S['Mark'];

/** The parties, in the order of the columns. */
export const parties = ['self', 'government', 'expert', 'third'] as const satisfies Party[];

export const programmesQuery = queryOptions({ queryKey: ['fourparty', 'programmes'], queryFn: () => body(api.GET('/api/fourparty/programmes')) });

export const programmeQuery = (id: string) =>
  queryOptions({ queryKey: ['fourparty', 'programme', id], refetchInterval: 60_000, queryFn: () => body(api.GET('/api/fourparty/programmes/{id}', { params: { path: { id } } })) });

export const unitQuery = (id: string) =>
  queryOptions({ queryKey: ['fourparty', 'unit', id], refetchInterval: 60_000, queryFn: () => body(api.GET('/api/fourparty/units/{id}', { params: { path: { id } } })) });

export const itemFormQuery = queryOptions({ queryKey: ['fourparty-item-form'], staleTime: Infinity, queryFn: () => body(api.GET('/api/fourparty/items/form')) });

/** Puts the items of a table (XLSX, CSV) in the place of those of a draft. */
export async function sendItems(id: string, file: File): Promise<ProgrammeView> {
  const answer = await ask(`/fourparty/programmes/${id}/items/table`, { method: 'POST', body: file, headers: { 'Content-Type': 'application/octet-stream' } });
  return (await answer.json()) as ProgrammeView;
}
