import type { paths } from './schema.gen';

/** The JSON body that an operation answers with. Named by path, so that a renamed schema breaks nothing. */
type Answer<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends {
  responses: { 200: { content: { 'application/json': infer B } } };
}
  ? B
  : never;
type Item<B> = B extends { items: infer L } ? (NonNullable<L> extends (infer I)[] ? I : never) : never;
type Listed<L> = NonNullable<L> extends (infer I)[] ? I : never;

export type Person = Answer<'/api/session', 'get'>;
export type Point = Item<Answer<'/api/signal/points', 'get'>>;
export type Alarm = Item<Answer<'/api/signal/alarms', 'get'>>;
export type AlarmState = Alarm['state'];
export type Severity = Alarm['severity'];
export type AlarmDetail = Answer<'/api/signal/alarms/{id}', 'get'>;
export type Rejection = Item<Answer<'/api/signal/rejections', 'get'>>;
export type Warning = Item<Answer<'/api/monitor/warnings', 'get'>>;
export type Element = Item<Answer<'/api/register/elements', 'get'>>;
export type Risk = Exclude<NonNullable<Element['risk']>, ''>;
export type Kind = Item<Answer<'/api/register/kinds', 'get'>>;
export type Area = Item<Answer<'/api/register/areas', 'get'>>;
export type Near = Item<Answer<'/api/register/near', 'get'>>;
export type Incident = Item<Answer<'/api/command/incidents', 'get'>>;
export type IncidentDetail = Answer<'/api/command/incidents/{id}', 'get'>;
export type TimelineEntry = Listed<IncidentDetail['timeline']>;
export type Recommendations = Answer<'/api/command/incidents/{id}/recommendations', 'get'>;
export type Recommendation = Listed<Recommendations['teams']>;
export type Task = Item<Answer<'/api/command/tasks', 'get'>>;
export type Case = Item<Answer<'/api/cases', 'get'>>;
export type CaseDetail = Answer<'/api/cases/{id}', 'get'>;
export type Act = Listed<CaseDetail['acts']>;
export type Procedure = Answer<'/api/procedures/{name}', 'get'>;
export type Stage = Listed<Procedure['stages']>;
export type CaseFile = Listed<CaseDetail['files']>;
export type JournalEntry = Item<Answer<'/api/cases/{id}/journal', 'get'>>;
export type InboxItem = Item<Answer<'/api/inbox', 'get'>>;
export type PersonRow = Item<Answer<'/api/admin/people', 'get'>>;

/** Text in both languages, as the server publishes titles. */
export interface Words {
  zh: string;
  en: string;
}
