import type { paths } from './schema.gen';

/** The JSON body that an operation answers with. Named by path, so that a renamed schema breaks nothing. */
type Answer<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends {
  responses: { 200: { content: { 'application/json': infer B } } };
}
  ? B
  : never;
type Item<B> = B extends { items: infer L } ? (NonNullable<L> extends (infer I)[] ? I : never) : never;
type Listed<L> = NonNullable<L> extends (infer I)[] ? I : never;

export type Me = Answer<'/api/session', 'get'>;
export type PageLink = Listed<Me['pages']>;
export type Point = Item<Answer<'/api/signal/points', 'get'>>;
/** The states of ISA-18.2. */
export type AlarmState = 'normal' | 'unacknowledged' | 'acknowledged' | 'returned' | 'latched-unacknowledged' | 'latched-acknowledged' | 'shelved' | 'suppressed' | 'out-of-service';
export type Severity = 'critical' | 'high' | 'medium' | 'low';
type Graded<A> = Omit<A, 'state' | 'severity'> & { state: AlarmState; severity: Severity };
export type Alarm = Graded<Item<Answer<'/api/signal/alarms', 'get'>>>;
type AlarmView = Answer<'/api/signal/alarms/{id}', 'get'>;
export type AlarmPicture = NonNullable<AlarmView['picture']>;
export type AlarmDetail = Omit<AlarmView, 'alarm'> & { alarm: Alarm };
export type Rejection = Item<Answer<'/api/signal/rejections', 'get'>>;
export type Device = Item<Answer<'/api/signal/devices', 'get'>>;
export type DevicesPage = Answer<'/api/signal/devices', 'get'>;
export type DeviceDetail = Answer<'/api/intake/devices/{id}', 'get'>;
export type Credential = Answer<'/api/intake/devices/{id}/rotate', 'post'>;
export type Way = Item<Answer<'/api/intake/ways', 'get'>>;
export type Warning = Item<Answer<'/api/monitor/warnings', 'get'>>;
export type Element = Item<Answer<'/api/register/elements', 'get'>>;
export type Risk = Exclude<NonNullable<Element['risk']>, ''>;
export type Kind = Item<Answer<'/api/register/kinds', 'get'>>;
export type Area = Item<Answer<'/api/register/areas', 'get'>>;
export type ElementView = Answer<'/api/register/elements/{id}', 'get'>;
export type Past = Item<Answer<'/api/register/elements/{id}/history', 'get'>>;
export type HazardUnit = Item<Answer<'/api/register/elements/{id}/hazards', 'get'>>;
export type FilePart = Item<Answer<'/api/register/elements/{id}/parts', 'get'>>;
export type PartPage = Answer<'/api/register/elements/{id}/parts/{part}', 'get'>;
export type KindFilter = Kind['filters'][number];
export type Near = Item<Answer<'/api/register/near', 'get'>>;
export type Searched = Answer<'/api/register/search', 'get'>;
export type OtherFound = Item<Answer<'/api/register/search/others', 'get'>>;
export type Incident = Item<Answer<'/api/command/incidents', 'get'>>;
export type IncidentDetail = Answer<'/api/command/incidents/{id}', 'get'>;
export type TimelineEntry = Listed<IncidentDetail['timeline']>;
export type Group = Item<Answer<'/api/command/incidents/{id}/recommendations', 'get'>>;
export type Recommendation = Listed<Group['items']>;
export type Task = Item<Answer<'/api/command/tasks', 'get'>>;
export type Case = Item<Answer<'/api/cases', 'get'>>;
export type CaseDetail = Answer<'/api/cases/{id}', 'get'>;
export type Act = Listed<CaseDetail['acts']>;
export type Procedure = CaseDetail['outline'];
export type CaseFile = Listed<CaseDetail['files']>;
export type JournalEntry = Item<Answer<'/api/cases/{id}/journal', 'get'>>;
export type InboxItem = Item<Answer<'/api/inbox', 'get'>>;
export type PersonRow = Item<Answer<'/api/settings/people', 'get'>>;
export type Role = Item<Answer<'/api/settings/roles', 'get'>>;

/** Text in both languages, as the server publishes titles. */
export interface Words {
  zh: string;
  en: string;
}

/** What the phone takes along on a round. */
export type Rounds = Answer<'/api/patrol/mine', 'get'>;
export type Round = Listed<Rounds['tasks']>;
export type RoundRow = Item<Answer<'/api/patrol/tasks', 'get'>>;
export type SiteHistory = Answer<'/api/patrol/sites/{id}', 'get'>;
export type GridCell = Item<Answer<'/api/patrol/cells', 'get'>>;
export type CellDraft = Answer<'/api/patrol/drafts/{id}', 'get'>;
export type CellEdit = paths['/api/patrol/drafts/{id}/edits']['post']['requestBody']['content']['application/json'];
export type DutyLists = Answer<'/api/patrol/lists', 'get'>;
export type DutyList = Item<DutyLists>;
export type DutyListDetail = Answer<'/api/patrol/lists/{id}', 'get'>;
export type ShareRow = Item<Answer<'/api/patrol/shares', 'get'>>;
