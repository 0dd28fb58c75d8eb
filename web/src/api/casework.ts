import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import type { CaseDetail, Procedure as Published, Words } from './types';

// What a procedure and a case say about writs, evidence, signatures and clocks. A server may leave every optional field
// out; the pages then show less.

export interface Basis {
  law?: string;
  article?: string;
}
type Maybe<L> = L[] | null;
type Named = { name: string; title: Words };

/** hours run day and night; working days are those of the State Council's schedules. */
export type TermUnit = 'hours' | 'days' | 'working-days' | 'months';
export interface Term {
  length: number;
  unit: TermUnit;
}

export type Tone = 'next' | 'aside' | 'danger';
export type Sign = Named & { permission?: string; qualification?: string };
export type Writ = Named & { after?: Maybe<string> };
export type EvidenceNeed = { kind: string; title?: Words; min?: number; basis?: Basis };
export type GuardNote = { name: string; title?: Words; basis?: Basis };

export type OutlineAct = Omit<Published['acts'][number], 'guards' | 'tone'> & {
  tone: string;
  guards: Maybe<string | GuardNote>;
  /** Who may do it, in words. */
  who?: Words;
  /** How many officers must do it together. */
  hands?: number;
  signs?: Maybe<Sign>;
  writs?: Maybe<Writ>;
  evidence?: Maybe<EvidenceNeed>;
  /** Names of clocks. */
  starts?: Maybe<string>;
  stops?: Maybe<string>;
  /** Done by the clock, not by a person. */
  machine?: boolean;
};
export type OutlineClock = Named & {
  rule?: string;
  spec?: Term & { least?: boolean };
  starts?: Maybe<string>;
  stops?: Maybe<string>;
  basis?: Basis;
};
export type VersionSpan = { version: number; from?: string; to?: string };

export type Procedure = Omit<Published, 'acts'> & {
  acts: OutlineAct[];
  clocks?: Maybe<OutlineClock>;
  /** The dates between which the version is in force. */
  from?: string;
  to?: string;
  versions?: Maybe<VersionSpan>;
};
export type Stage = Procedure['stages'][number];

export type ClockState = 'running' | 'paused' | 'met' | 'lapsed' | 'stopped';
/** One term of the law that runs, or ran, in a case. */
export type CaseClock = Named & {
  state: ClockState;
  due_at: string;
  warn_at?: string;
  left?: Words;
  rule?: string;
  article?: string;
  steps?: Maybe<Words>;
  /** With the start and the unit, the picture of the count. */
  days?: Maybe<ClockDay>;
  started_at?: string;
  unit?: TermUnit;
  pauses?: Maybe<{ from: string; to: string; why: string }>;
  provisional?: boolean;
  extended?: number;
  lapse?: string;
};

export interface Served {
  method: Words | string;
  at: string;
  state: string;
}
export interface CaseDocument {
  id: string;
  writ: string;
  title: Words | string;
  number?: string;
  at: string;
  by_name?: string;
  served?: Served | null;
  state?: string;
  html_url?: string;
  docx_url?: string;
}
export interface CaseEvidence {
  id: string;
  name: string;
  type: string;
  size: number;
  hash: string;
  kind?: string;
  taken_at?: string;
  lon?: number | null;
  lat?: number | null;
  duration_s?: number | null;
  preview_url?: string;
  url?: string;
  person_name?: string;
  at: string;
}
export type SignState = 'signed' | 'next' | 'waiting';
export interface PendingSign {
  name: string;
  title: Words;
  state: SignState;
  by_name?: string;
  at?: string;
  opinion?: string;
}
export interface PendingAct {
  act: string;
  title: Words;
  by_name: string;
  at: string;
  form?: unknown;
  signs: PendingSign[];
}
export type PossibleAct = NonNullable<CaseDetail['acts']>[number] & { waits?: Maybe<Words> };

export type CaseSheet = Omit<CaseDetail, 'outline' | 'acts'> & {
  outline: Procedure;
  acts: PossibleAct[];
  clocks?: Maybe<CaseClock>;
  documents?: Maybe<CaseDocument>;
  evidence?: Maybe<CaseEvidence>;
  pending?: Maybe<PendingAct>;
};

export type DayKind = 'work' | 'rest' | 'holiday' | 'makeup';
export interface ClockDay {
  date: string;
  kind: DayKind;
  name?: string;
}
export interface ClockAsk {
  start: string;
  length: number;
  unit: TermUnit;
  pauses: { from: string; to: string; why: string }[];
  extensions: Term[];
  backwards?: boolean;
}
export interface ClockAnswer {
  due: string;
  /** Instants, or sentences. */
  warnings?: Maybe<string | Words>;
  steps?: Maybe<Words>;
  provisional?: boolean;
  days?: Maybe<ClockDay>;
}
/** A rule of law with a term in it. */
export interface TermRule {
  id: string;
  title: Words | string;
  law?: string;
  article?: string;
  kind?: string;
  spec?: Partial<Term> | null;
}

// Two paths that the published document does not name yet: called by the same client, with the answer said here.
type Loose = (path: string, init?: object) => Promise<{ data?: unknown }>;

export const countTerm = (ask: ClockAsk) =>
  body((api.POST as unknown as Loose)('/api/desk/clock', { body: ask })) as Promise<ClockAnswer>;

export const rulesQuery = queryOptions({
  queryKey: ['rules'],
  staleTime: 3_600_000,
  queryFn: async () => {
    const page = (await body((api.GET as unknown as Loose)('/api/desk/rules'))) as { items: Maybe<TermRule> };
    return page.items ?? [];
  },
});

export const procedureQuery = (name: string) =>
  queryOptions({
    queryKey: ['procedures', name],
    staleTime: 3_600_000,
    queryFn: async () => (await body(api.GET('/api/procedures/{name}', { params: { path: { name } } }))) as Procedure,
  });
