import { describe, expect, it } from 'vitest';
import { grouped, nearOf, stageCounts } from '@/system/govern/board';
import { places, pointsText, rateText } from '@/system/govern/score';

const now = Date.parse('2026-03-02T01:00:00Z');
const c = (over: Partial<{ area: string; stage: string; closed: boolean; due_at: string }>) => ({ area: '210106', stage: 'received', closed: false, due_at: '2026-03-10T16:00:00Z', stage_title: { zh: '办理中', en: 'In hand' }, ...over });

describe('boards', () => {
  it('tells overdue from soon and later, and gives a closed case none of it', () => {
    expect(nearOf(c({ due_at: '2026-03-01T16:00:00Z' }), now)).toBe('over');
    expect(nearOf(c({ due_at: '2026-03-02T16:00:00Z' }), now)).toBe('soon');
    expect(nearOf(c({}), now)).toBe('later');
    expect(nearOf(c({ due_at: '0001-01-01T00:00:00Z' }), now)).toBe('none');
    expect(nearOf(c({ due_at: '2026-03-01T16:00:00Z', closed: true }), now)).toBe('none');
  });

  it('counts stages, the fullest first', () => {
    expect(stageCounts([c({}), c({ stage: 'issued' }), c({})]).map((s) => [s.stage, s.n])).toEqual([
      ['received', 2],
      ['issued', 1],
    ]);
  });

  it('puts the group with the most overdue first and keeps the order within', () => {
    const late = { due_at: '2026-03-01T16:00:00Z' };
    const list = [c({ area: 'a' }), c({ area: 'b', ...late }), c({ area: 'a' }), c({ area: 'c' })];
    expect(grouped(list, (x) => x.area, now).map((g) => [g.key, g.items.length, g.late])).toEqual([
      ['b', 1, 1],
      ['a', 2, 0],
      ['c', 1, 0],
    ]);
  });
});

describe('scores', () => {
  it('writes points and rates with one decimal and never rounds up to a full score', () => {
    expect(pointsText(100_000)).toBe('100.0');
    expect(pointsText(99_999)).toBe('99.9');
    expect(pointsText(79_630)).toBe('79.6');
    expect(rateText(977)).toBe('97.7');
  });

  it('shares places among equals', () => {
    expect(places([100, 90, 90, 80])).toEqual([1, 2, 2, 4]);
    expect(places([])).toEqual([]);
  });
});
