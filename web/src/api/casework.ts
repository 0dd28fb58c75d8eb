import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import type { components } from './schema.gen';

// Procedures, cases and the law as the server publishes them. Where the published document is wider than the server (a
// text that is one of few words, an object that may be null), it is narrowed here, once.

type S = components['schemas'];

export type Basis = S['Basis'];
export type Tone = 'next' | 'aside' | 'danger';
export type Outline = S['Outline'];
/** One version of a procedure; `versions` only where it was asked for by name. */
export type Procedure = Outline & { versions?: VersionSpan[] };
export type Stage = S['OutlineStage'];
export type OutlineAct = S['OutlineAct'];
export type OutlineClock = S['OutlineClock'];
export type OutlineWho = S['OutlineWho'];
export type OutlineSign = S['OutlineSign'];
export type VersionSpan = S['VersionRef'];

/** hours run day and night; working days are those of the State Council's schedules. */
export type TermUnit = 'hours' | 'days' | 'working-days' | 'months' | 'years';
export interface Term {
  length: number;
  unit: TermUnit;
}

export type ClockState = 'running' | 'paused' | 'met' | 'late' | 'over' | 'ended' | 'replaced';
/** One term of the law that runs, or ran, in a case. */
export type CaseClock = Omit<S['ClockView'], 'state'> & { state: ClockState };
export type CaseDocument = Omit<S['Document'], 'served'> & { served: S['Service'] | null };
export type CaseEvidence = S['Evidence'];
export type PendingAct = S['PendingView'];
export type PendingSign = PendingAct['signs'][number];
export type SignState = PendingSign['state'];
export type PossibleAct = S['Possible'];
export type Refusal = S['Refusal'];
export type Archived = S['Archived'];
export type RuleRef = S['RuleRef'];
export type Passed = S['Done'];
export type CaseSheet = Omit<S['CaseView'], 'clocks' | 'documents'> & { clocks: CaseClock[]; documents: CaseDocument[] };

export type ClockDay = S['DayMark'];
export type DayKind = ClockDay['kind'];
export type ClockAsk = S['TermInput'];
export type ClockAnswer = S['TermAnswer'];
/** A rule of law as it stands on a day in an area. */
export type Rule = S['RuleView'];
export type Pack = S['PackView'];
export type PackTrial = S['PackTrialView'];
export type PackRule = S['PackRule'];
export type Calendar = S['CalendarView'];
export type CorrectionResult = S['CorrectionView'];
export type Deadline = S['Deadline'];
export type Tally = S['Tally'];
export type Colleague = S['Colleague'];
export type Recordings = S['Recordings'];
export type Finding = S['Finding'];
export type FindingAnswer = S['FindingAnswer'];
/** What the discretion benchmark proposes in a case, beside like cases. */
export type Discretion = S['DiscretionView'];
/** Facts to try instead of those of the report. */
export interface TryFacts {
  factor: number;
  overdue?: boolean;
  effects?: string[];
  corrected?: 'yes' | 'no';
  harm_done?: 'none' | 'minor' | 'serious';
}

export const countTerm = (ask: ClockAsk): Promise<ClockAnswer> => body(api.POST('/api/desk/clock', { body: ask }));

export const rulesQuery = (f: { on?: string; area?: string } = {}) =>
  queryOptions({
    queryKey: ['rules', f],
    staleTime: 3_600_000,
    queryFn: async () => (await body(api.GET('/api/desk/rules', { params: { query: f } }))).items,
  });

export const packsQuery = queryOptions({
  queryKey: ['packs'],
  staleTime: 600_000,
  queryFn: async () => (await body(api.GET('/api/desk/packs'))).items,
});

/** Permissions in words, with the roles that hold them. */
export const rightsQuery = queryOptions({
  queryKey: ['rights'],
  staleTime: Infinity,
  queryFn: async () => (await body(api.GET('/api/desk/rights'))).items,
});

/** The people who may be named; with `may`, those who hold that permission. */
export const colleaguesQuery = (may?: string) =>
  queryOptions({
    queryKey: ['colleagues', may],
    staleTime: 600_000,
    queryFn: async () => (await body(api.GET('/api/desk/people', { params: { query: { limit: 500, may } } }))).items,
  });

export const calendarQuery = queryOptions({
  queryKey: ['calendar'],
  queryFn: () => body(api.GET('/api/desk/calendar')),
});

export const deadlinesQuery = (f: { days: number; area?: string; department?: string; assignee?: string }) =>
  queryOptions({
    queryKey: ['deadlines', f],
    queryFn: async () => (await body(api.GET('/api/deadlines', { params: { query: { ...f, limit: 500 } } }))).items,
  });

export type Each = 'area' | 'department' | 'person';
export const talliesQuery = (each: Each, days: number) =>
  queryOptions({
    queryKey: ['deadlines', 'counts', each, days],
    queryFn: async () => (await body(api.GET('/api/deadlines/counts', { params: { query: { each, days } } }))).items,
  });

export const procedureQuery = (name: string, version = 0) =>
  queryOptions({
    queryKey: ['procedures', name, version],
    staleTime: 3_600_000,
    queryFn: async (): Promise<Procedure> => body(api.GET('/api/procedures/{name}', { params: { path: { name }, query: { version } } })),
  });

export const discretionQuery = (id: string, revision: number, facts?: TryFacts) =>
  queryOptions({
    queryKey: ['case', id, 'discretion', revision, facts],
    queryFn: () =>
      body(
        api.GET('/api/enforce/cases/{id}/discretion', {
          params: { path: { id }, query: facts && { ...facts, try: true, effects: facts.effects?.join(',') } },
        }),
      ),
  });

/** What the recordings of a case show; read anew whenever the case changes. */
export const recordingsQuery = (id: string, revision: number) =>
  queryOptions({
    queryKey: ['case', id, 'recordings', revision],
    queryFn: () => body(api.GET('/api/cases/{id}/recordings', { params: { path: { id } } })),
  });
