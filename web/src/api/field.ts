import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import type { paths } from './schema.gen';

type Answer<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends { responses: { 200: { content: { 'application/json': infer B } } } } ? B : never;
type Listed<L> = NonNullable<L> extends (infer I)[] ? I : never;

export type FieldMine = Answer<'/api/field/mine', 'get'>;
export type FieldKind = Listed<FieldMine['kinds']>;
export type FieldForm = Pick<FieldKind, 'code' | 'name' | 'title' | 'fields'>;
export type FieldMessage = Listed<FieldMine['messages']>;
export type FrameKey = Answer<'/api/field/keys', 'post'>;
export type ParView = Answer<'/api/field/par', 'get'>;
export type ParState = Listed<ParView['items']>;

/** The clocks of safety of an incident. */
export const parQuery = (incident: string) =>
  queryOptions({ queryKey: ['field', 'par', incident], queryFn: () => body(api.GET('/api/field/par', { params: { query: { incident } } })) });

/** What was said from the field of an incident, the newest first. */
export const fieldQuery = (incident: string) =>
  queryOptions({ queryKey: ['field', 'messages', incident], queryFn: async () => (await body(api.GET('/api/field/messages', { params: { query: { incident } } }))).items as FieldMessage[] });

/** The kinds of messages, as the server declares them. */
export const kindsQuery = queryOptions({ queryKey: ['field-kinds'], staleTime: Infinity, queryFn: async () => (await body(api.GET('/api/field/kinds'))).items as FieldKind[] });

/** Maydays that nobody has answered, wherever the person may see. */
export const maydaysQuery = queryOptions({
  queryKey: ['field', 'maydays'],
  queryFn: async () => ((await body(api.GET('/api/field/messages', { params: { query: { only: 'open' } } }))).items as FieldMessage[]).filter((m) => m.form === 'mayday'),
});
