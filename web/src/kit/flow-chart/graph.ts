import type { OutlineAct, Procedure, Tone } from '@/api/casework';

export interface Passed {
  stage: string;
  at: string;
  by: string;
  act: string;
}
/** How far a case has come. */
export interface Progress {
  now: string;
  closed: boolean;
  passed: Passed[];
}

export interface FlowAct {
  act: OutlineAct;
  tone: Tone;
  /** This person may do it now. */
  open: boolean;
}
export interface FlowNode {
  name: string;
  kind: 'start' | 'step' | 'final';
  state: 'now' | 'passed' | 'ahead';
  /** When the case came here last. */
  at?: string;
  /** Acts after which the case is still here. */
  stays: FlowAct[];
  /** Acts to elsewhere that are named here instead of being drawn. */
  exits: FlowAct[];
  /** Acts from elsewhere that are not drawn. */
  entries: FlowAct[];
}
export interface FlowEdge {
  from: string;
  to: string;
  acts: FlowAct[];
  tone: Tone;
  open: boolean;
  walked: boolean;
  /** Places the nodes but is not drawn. */
  hidden: boolean;
}
export interface FlowGraph {
  nodes: FlowNode[];
  edges: FlowEdge[];
  /** Acts of so many stages that they are named once beside the drawing. */
  common: FlowAct[];
  /** Something is named and not drawn. */
  thinned: boolean;
}

/** A side way of more stages than this is named once for all of them. */
const mostStages = 5;
/** A side way from more stages than this, or past more stages than this, is named in its stages: its lines would hide the main way. */
const mostWays = 3;
const mostPassed = 4;
/** A procedure of no more stages than this has room for all its lines. */
const small = 8;

export function toneOf(a: OutlineAct): Tone {
  return a.tone === 'danger' || a.tone === 'aside' ? a.tone : 'next';
}

/** Reports whether an act is a side way of so many stages that it is named once for all of them. */
export const isCommon = (a: OutlineAct): boolean => toneOf(a) !== 'next' && a.from.length > mostStages;

const rank: Record<Tone, number> = { next: 0, aside: 1, danger: 2 };

/** The picture of a procedure before it has places: acts between the same two stages share one line. */
export function graphOf(p: Procedure, how: { progress?: Progress; open?: ReadonlySet<string>; drawAll?: boolean } = {}): FlowGraph {
  const { progress, open } = how;
  const passed = new Map((progress?.passed ?? []).map((x) => [x.stage, x.at]));
  const nodes = p.stages.map((s): FlowNode => ({
    name: s.name,
    kind: s.final ? 'final' : s.name === p.start ? 'start' : 'step',
    state: progress?.now === s.name ? 'now' : passed.has(s.name) ? 'passed' : 'ahead',
    at: passed.get(s.name),
    stays: [],
    exits: [],
    entries: [],
  }));
  const byName = new Map(nodes.map((n) => [n.name, n]));
  const place = new Map(p.stages.map((x, i) => [x.name, i]));
  const ends = new Set(p.stages.filter((x) => x.final).map((x) => x.name));
  const edges = new Map<string, FlowEdge>();
  const common: FlowAct[] = [];
  let thinned = false;
  for (const act of p.acts) {
    const tone = toneOf(act);
    const side = tone !== 'next';
    const here = (from: string): FlowAct => ({ act, tone, open: (open?.has(act.name) ?? false) && progress?.now === from });
    if (isCommon(act)) {
      thinned = true;
      if (!how.drawAll) {
        common.push({ act, tone, open: act.from.some((f) => here(f).open) });
        continue;
      }
    }
    let named = false;
    for (const [from, to] of act.from.flatMap((f) => waysOf(act, f).map((w) => [f, w] as const))) {
      // Final stages stand last in the list, wherever they are reached from: only the number of ways counts for them.
      const passes = ends.has(to) ? 0 : Math.abs((place.get(to) ?? 0) - (place.get(from) ?? 0));
      const far = side && to !== from && p.stages.length > small && (passes > mostPassed || act.from.length > (ends.has(to) ? 1 : mostWays));
      thinned ||= far;
      named ||= far;
      if (to === from) byName.get(from)?.stays.push(here(from));
      else if (far && !how.drawAll) nameOnce(byName.get(from)?.exits, here(from));
      else join(edges, from, to, here(from));
    }
    if (named && !how.drawAll) for (const to of new Set(waysOf(act, ''))) byName.get(to)?.entries.push({ act, tone, open: false });
  }
  for (const e of edges.values()) {
    e.acts.sort((a, b) => rank[a.tone] - rank[b.tone]);
    e.tone = e.acts[0]?.tone ?? 'aside';
    e.open = e.acts.some((a) => a.open);
    e.walked = walked(progress, e);
  }
  return { nodes, edges: [...edges.values(), ...anchors(p, edges)], common, thinned };
}

/** Where an act leads from a stage: one stage, itself, or those among which the case's data choose. */
export const waysOf = (a: OutlineAct, from: string): string[] => (a.ways?.length ? a.ways : [a.to || from]);

/** An act of several ways is named once. */
function nameOnce(list: FlowAct[] | undefined, a: FlowAct) {
  if (!list?.some((x) => x.act === a.act)) list?.push(a);
}

function join(edges: Map<string, FlowEdge>, from: string, to: string, a: FlowAct) {
  const key = `${from}>${to}`;
  const e = edges.get(key);
  if (e) e.acts.push(a);
  else edges.set(key, { from, to, acts: [a], tone: a.tone, open: a.open, walked: false, hidden: false });
}

function walked(progress: Progress | undefined, e: FlowEdge): boolean {
  const way = progress?.passed ?? [];
  return way.some((x, i) => x.stage === e.from && way[i + 1]?.stage === e.to);
}

/** A stage that only undrawn acts lead to would float at the top; an undrawn line holds it below the last of them. */
function anchors(p: Procedure, edges: Map<string, FlowEdge>): FlowEdge[] {
  const reached = new Set([p.start, ...[...edges.values()].map((e) => e.to)]);
  return p.stages.flatMap((s): FlowEdge[] => {
    const from = p.acts.find((a) => waysOf(a, '').includes(s.name))?.from.at(-1);
    return reached.has(s.name) || !from ? [] : [{ from, to: s.name, acts: [], tone: 'aside', open: false, walked: false, hidden: true }];
  });
}

/** The stages that a case went through, in their order: where it began, and where each act led it. */
export function passedStages(p: Procedure, c: { opened_at: string; opened_name: string }, past: { stage: string; act: string; at: string; name: string }[]): Passed[] {
  const way: Passed[] = [{ stage: p.start, at: c.opened_at, by: c.opened_name, act: '' }];
  for (const d of past) {
    if (d.stage && d.stage !== way.at(-1)?.stage) way.push({ stage: d.stage, at: d.at, by: d.name, act: d.act });
  }
  return way;
}
