import { describe, expect, it, test } from 'vitest';
import type { Mine } from '@/api/duty';
import { hatch } from '@/map/hatch';
import { shownCalls, standing } from '@/mobile/duty/standing';
import type { Outgoing } from '@/mobile/outbox';
import type { Plot } from '@/onemap/area-shapes';
import { gapRow } from '@/onemap/use-gaps';
import { isStale } from '@/system/roster/contacts-page';
import { monthBefore, noPlan, placeOf, plan, turnsOf, type Plan, type PlanAct } from '@/system/roster/draft';
import { daysOf } from '@/system/roster/roster-calendar';
import { monthSpan } from '@/system/roster/month';

type Call = Mine['calls'][number];

test('a month begins on its weekday and ends on its last day', () => {
  expect(monthSpan('2026-02')).toEqual(['2026-02-01', '2026-02-28']);
  expect(monthSpan('2028-02')[1]).toBe('2028-02-29');
  expect(monthSpan('2026-12')[1]).toBe('2026-12-31');
  expect(daysOf('2026-11').blanks).toBe(6); // 1 November 2026 is a Sunday; weeks begin on Monday
  expect(daysOf('2026-06').blanks).toBe(0);
  expect(daysOf('2026-11').days).toHaveLength(30);
});

describe('a plan that is not published', () => {
  const cell = (day: string, contact: string, role: 'leader' | 'officer' = 'officer') => ({ day, role, slot: 'whole', contact });
  const cells = [cell('2026-03-01', 'a'), cell('2026-03-02', 'b'), cell('2026-03-03', '')];
  const at = placeOf(cells[0]!);
  const who = (p: Plan) => p.cells.map((c) => c.contact).join(',');
  const run = (...acts: PlanAct[]) => acts.reduce(plan, plan(noPlan, { do: 'load', cells }));

  it('is changed cell by cell, and each change is taken back', () => {
    const set = run({ do: 'set', at, contact: 'c' });
    expect(who(set)).toBe('c,b,');
    const both = plan(set, { do: 'swap', at, with: placeOf(cells[2]!) });
    expect(who(both)).toBe(',b,c');
    expect(who(plan(both, { do: 'undo' }))).toBe('c,b,');
    expect(who([{ do: 'undo' }, { do: 'undo' }, { do: 'undo' }].reduce((p, a) => plan(p, a as PlanAct), both))).toBe('a,b,');
    expect(who(plan(plan(both, { do: 'undo' }), { do: 'redo' }))).toBe(',b,c');
  });

  it('keeps nothing of what changed nothing, and forgets what was undone once something else is done', () => {
    expect(run({ do: 'set', at, contact: 'a' }).past).toHaveLength(0);
    const p = run({ do: 'set', at, contact: 'x' }, { do: 'undo' }, { do: 'set', at, contact: 'y' });
    expect(p.future).toHaveLength(0);
    expect(who(plan(p, { do: 'redo' }))).toBe('y,b,');
    expect(run({ do: 'set', at, contact: 'x' }, { do: 'load', cells }).past).toHaveLength(0);
  });

  it('counts turns by kind of day', () => {
    const n = turnsOf([...cells, cell('2026-03-07', 'a')], (d) => (d === '2026-03-07' ? 'weekend' : 'workday'));
    expect(n.get('a')).toEqual({ workday: 1, weekend: 1, holiday: 0 });
    expect(n.has('')).toBe(false);
  });

  it('knows the month before', () => {
    expect([monthBefore('2026-01'), monthBefore('2026-11')]).toEqual(['2025-12', '2026-10']);
  });
});

describe('the gaps of an area', () => {
  const plot = { area: { code: '210106' }, sketched: false } as Plot;
  const found = (kinds: Record<string, number>) => ({ area: '210106', name: '', name_en: '', lon: 0, lat: 0, total: Object.values(kinds).reduce((a, b) => a + b, 0), kinds });
  it('are grave where somebody is missing, and light where that is near', () => {
    expect(gapRow(plot, found({ gap: 1, unconfirmed: 4 }))).toMatchObject({ missing: 1, other: 4, grade: 'grave' });
    expect(gapRow(plot, found({ expiring: 2 }))).toMatchObject({ missing: 0, other: 2, grade: 'light' });
    expect(gapRow(plot, undefined)).toMatchObject({ missing: 0, other: 0, grade: '' });
  });

  it('are hatched with a picture that fits to itself', () => {
    const p = hatch([1, 2, 3], 8, 3, 1);
    const on = (x: number, y: number) => p.data[(((y + 8) % 8) * 8 + ((x + 8) % 8)) * 4 + 3]! > 0;
    for (let y = 0; y < 8; y++) for (let x = 0; x < 8; x++) expect(on(x, y)).toBe(on(x - 1, y + 1));
    expect([...p.data].filter((v, i) => i % 4 === 3 && v > 0)).toHaveLength(24);
  });
});

describe('a call on the phone', () => {
  const call = (state: string, mine: string, more = {}) => ({ id: 'c', state, started_at: '2026-03-01T00:00:00Z', targets: [{ state: mine }], ...more }) as unknown as Call;
  const waits = (state: 'waiting' | 'refused') => [{ id: 'o', person: 'p', task: 'call:c', at: 0, state } as Outgoing];
  it('rings until it is answered here or elsewhere', () => {
    expect(standing(call('running', 'ringing'), [])).toBe('rings');
    expect(standing(call('running', 'ringing'), waits('waiting'))).toBe('kept');
    expect(standing(call('running', 'ringing'), waits('refused'))).toBe('refused');
    expect(standing(call('answered', 'answered'), waits('waiting'))).toBe('mine');
    expect(standing(call('answered', 'skipped'), [])).toBe('other');
    expect(standing(call('exhausted', 'exhausted'), [])).toBe('rings');
    expect(standing(call('stopped', 'ringing'), [])).toBe('over');
  });

  it('stays in sight for some hours once it is settled, below what rings', () => {
    const now = Date.parse('2026-03-01T02:00:00Z');
    const m = (...calls: Call[]) => ({ calls }) as unknown as Mine;
    const list = shownCalls(m(call('answered', 'skipped', { id: 'a', ended_at: '2026-03-01T01:00:00Z' }), call('running', 'ringing')), [], now);
    expect(list.map((x) => x.is)).toEqual(['rings', 'other']);
    expect(shownCalls(m(call('answered', 'skipped', { ended_at: '2026-02-28T01:00:00Z' })), [], now)).toEqual([]);
  });
});

test('a number is stale after 90 days, and without one at once', () => {
  const now = Date.parse('2026-06-01T00:00:00Z');
  expect(isStale({ phone: '1', confirmed_at: '2026-04-01T00:00:00Z' }, now)).toBe(false);
  expect(isStale({ phone: '1', confirmed_at: '2026-03-01T00:00:00Z' }, now)).toBe(true);
  expect(isStale({ phone: '', confirmed_at: '2026-05-31T00:00:00Z' }, now)).toBe(true);
});
