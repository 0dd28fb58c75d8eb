import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import type { paths } from './schema.gen';

type Answer<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends { responses: { 200: { content: { 'application/json': infer B } } } } ? B : never;
type Listed<L> = NonNullable<L> extends (infer I)[] ? I : never;
type Asked<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends { requestBody: { content: { 'application/json': infer B } } } ? B : never;

export type Room = Answer<'/api/command/incidents/{id}/room', 'get'>;
export type RoomForce = Listed<Room['forces']>;
export type RoomDue = Listed<Room['due']>;
export type RoomNeed = Listed<Room['needs']>;
export type Zone = Listed<Room['zones']>;
export type ZoneKind = Zone['kind'];
export type Board = Room['board'];
export type BoardGroup = Listed<Board['groups']>;
export type RoleHolder = Listed<BoardGroup['roles']>;
export type Objective = Listed<Room['objectives']>;
export type RoomCard = Listed<Answer<'/api/command/rooms', 'get'>['items']>;
export type ZoneRules = Answer<'/api/command/zone-rules', 'get'>;
export type Leak = Asked<'/api/command/incidents/{id}/zones/outline', 'post'>;
export type NewZones = Asked<'/api/command/incidents/{id}/zones', 'post'>;
export type ZoneOutlines = Answer<'/api/command/incidents/{id}/zones/outline', 'post'>;

/** The kinds of zones, from the inside. */
export const zoneKinds: ZoneKind[] = ['hot', 'warm', 'cold'];

/** The command room of an incident. What happens is told by the event stream; where vehicles are is asked again. */
export const roomQuery = (id: string) =>
  queryOptions({ queryKey: ['incident', id, 'room'], refetchInterval: 10_000, queryFn: () => body(api.GET('/api/command/incidents/{id}/room', { params: { path: { id } } })) });

export const roomsQuery = queryOptions({ queryKey: ['rooms'], refetchInterval: 60_000, queryFn: async () => (await body(api.GET('/api/command/rooms'))).items });

export const zoneRulesQuery = queryOptions({ queryKey: ['zone-rules'], staleTime: Infinity, queryFn: () => body(api.GET('/api/command/zone-rules')) });

export const zoneHistoryQuery = (id: string) =>
  queryOptions({ queryKey: ['incident', id, 'zones'], queryFn: async () => (await body(api.GET('/api/command/incidents/{id}/zones', { params: { path: { id } } }))).items });

export const situationQuery = (id: string) =>
  queryOptions({ queryKey: ['situation', id], staleTime: 0, gcTime: 0, queryFn: () => body(api.GET('/api/command/incidents/{id}/situation', { params: { path: { id } } })) });

const at = (id: string) => ({ params: { path: { id } } });
export const outlineZones = (id: string, leak: Leak) => body(api.POST('/api/command/incidents/{id}/zones/outline', { ...at(id), body: leak }));
export const setZones = (id: string, zones: NewZones) => body(api.POST('/api/command/incidents/{id}/zones', { ...at(id), body: zones }));
export const liftZone = (id: string, kind: ZoneKind, version: number, reason: string) =>
  body(api.POST('/api/command/incidents/{id}/zones/{kind}/lift', { params: { path: { id, kind } }, body: { version, reason } }));
export const moveUnit = (id: string, unit: string, was: string, group: string) => body(api.POST('/api/command/incidents/{id}/units', { ...at(id), body: { unit, was, group } }));
export const dissolveGroup = (id: string, group: string, move?: { to: string }) =>
  body(api.POST('/api/command/incidents/{id}/groups/{group}/dissolve', { params: { path: { id, group } }, body: move ? { move: true, to: move.to } : {} }));
export const restoreGroup = (id: string, group: string) => body(api.POST('/api/command/incidents/{id}/groups/{group}/restore', { params: { path: { id, group } } }));
export const makeGroup = (id: string, title: string, lead?: string) => body(api.POST('/api/command/incidents/{id}/groups', { ...at(id), body: { title, lead } }));
export const handOver = (id: string, b: { role: string; from: string; contact?: string; name?: string; note: string }) => body(api.POST('/api/command/incidents/{id}/hand-over', { ...at(id), body: b }));
export const setObjective = (id: string, b: Asked<'/api/command/incidents/{id}/objectives', 'post'>) => body(api.POST('/api/command/incidents/{id}/objectives', { ...at(id), body: b }));
export const writeLog = (id: string, text: string, corrects?: string, happened?: string) => body(api.POST('/api/command/incidents/{id}/log', { ...at(id), body: { text, corrects, at: happened } }));
