import { renderHook } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { LiveCache, mergeAlarms } from '@/api/live';
import { mostOpen, queries } from '@/api/queries';
import type { Alarm } from '@/api/types';
import { startLanguage } from '@/i18n';
import { deskWords } from '@/i18n/desk';
import { useAlarmWords } from '@/kit/alarm-tag';
import { useReading } from '@/kit/point-parts';
import { inOrder } from '@/kit/steady';
import { spots } from '@/map/alarm-spots';
import { acknowledgeable } from '@/system/monitor/alarm-acts';
import { byUrgency, isStanding, noFilter, passes } from '@/system/monitor/alarm-order';
import { schemaOf } from '@/system/monitor/rule-dialog';

startLanguage(deskWords);

function alarm(id: string, more: Partial<Alarm> = {}): Alarm {
  return {
    id,
    element: `e-${id}`,
    element_name: `罐 ${id}`,
    area: '210106001',
    area_name: '铁西区',
    point: `p-${id}`,
    point_title: '液位',
    state: 'unacknowledged',
    severity: 'high',
    kind: 'h',
    raised_at: '2026-11-24T02:00:00Z',
    lon: 123.3,
    lat: 41.8,
    revision: 1,
    ...more,
  } as Alarm;
}

describe('the words of an alarm', () => {
  const words = () => renderHook(() => useAlarmWords()).result.current;
  const text = (zh: string) => ({ zh, en: zh });
  it('are numbers for a point that measures', () => {
    const a = alarm('a', { value: 61.25, unit: '℃', limit: 60, says: text('61.25 ℃（高限 60 ℃）') });
    expect([words().what(a), words().value(a), words().limit(a), words().line(a)]).toEqual(['高限报警', '61.25 ℃', '60', '61.25 ℃（高限 60 ℃）']);
  });

  it('are states for a point that switches', () => {
    const a = alarm('a', { kind: 'hh', value: 1, limit: 0.5, says: text('火警（应为 正常）'), words: { value: text('火警'), normal: text('正常') } });
    expect([words().what(a), words().value(a), words().limit(a), words().line(a)]).toEqual(['火警（应为 正常）', '火警', '应为 正常', '火警（应为 正常）']);
  });

  it('are a sentence for one that is silent, and the nearest state for a value', () => {
    expect(words().line(alarm('a', { kind: 'stale', says: text('数据中断') }))).toBe('数据中断');
    const read = renderHook(() => useReading()).result.current;
    const states = [{ value: 0, word: text('关') }, { value: 1, word: text('开') }];
    expect([read({ value: 0.9, states }), read({ value: null, states }), read({ value: 3.25, unit: 'm' })]).toEqual(['开', '–', '3.25 m']);
  });
});

describe('mergeAlarms', () => {
  it('adds, changes in place and takes away what is over', () => {
    const known = [alarm('a'), alarm('b'), alarm('c')];
    const out = mergeAlarms(known, [alarm('b', { state: 'acknowledged', revision: 2 }), alarm('c', { state: 'normal', revision: 3 }), alarm('d')]);
    expect(out.map((a) => `${a.id} ${a.state}`)).toEqual(['a unacknowledged', 'b acknowledged', 'd unacknowledged']);
  });

  it('does not let an older change undo a newer one', () => {
    const out = mergeAlarms([alarm('a', { state: 'acknowledged', revision: 5 })], [alarm('a', { state: 'unacknowledged', revision: 4 })]);
    expect(out[0]?.state).toBe('acknowledged');
  });
});

describe('in a storm', () => {
  it('keeps the most severe and the newest, however many come', () => {
    const many = Array.from({ length: mostOpen }, (_, i) => alarm(`m${String(i).padStart(5, '0')}`, { severity: 'medium' }));
    const out = mergeAlarms(many, [alarm('a-critical', { severity: 'critical' }), alarm('z-low', { severity: 'low' })]);
    expect(out).toHaveLength(mostOpen);
    expect(out[0]?.id).toBe('a-critical');
    expect(out.some((a) => a.id === 'z-low' || a.id === 'm00000')).toBe(false);
  });

  it('reads the groups once for a burst of events, and not each alarm', () => {
    vi.useFakeTimers();
    const asked = vi.spyOn(queries, 'invalidateQueries').mockResolvedValue();
    const cache = new LiveCache(() => {});
    for (let i = 0; i < 3; i++) cache.take({ id: '1', type: 'stream.burst', area: '', object: '', at: '', data: { counts: { 'signal.alarm.raised': 9000 } } });
    vi.advanceTimersByTime(1000);
    expect(asked.mock.calls.map(([f]) => f?.queryKey)).toEqual([['alarms', 'groups']]);
    vi.advanceTimersByTime(4000);
    expect(asked.mock.calls.map(([f]) => f?.queryKey)).toEqual([
      ['alarms', 'groups'],
      ['alarms', 'open'],
    ]);
    asked.mockRestore();
    vi.useRealTimers();
  });
});

describe('byUrgency', () => {
  it('puts unacknowledged first, then the worst, then the newest', () => {
    const list = [
      alarm('acked', { state: 'acknowledged', severity: 'critical' }),
      alarm('low', { severity: 'low' }),
      alarm('old', { severity: 'critical', raised_at: '2026-11-24T01:00:00Z' }),
      alarm('new', { severity: 'critical', raised_at: '2026-11-24T03:00:00Z' }),
      alarm('back', { state: 'returned', severity: 'critical' }),
    ];
    expect(list.toSorted(byUrgency).map((a) => a.id)).toEqual(['new', 'old', 'low', 'back', 'acked']);
  });
});

describe('passes', () => {
  it('narrows by state, severity, area prefix and words', () => {
    const a = alarm('7');
    expect(passes(a, noFilter)).toBe(true);
    expect(passes(a, { ...noFilter, states: ['acknowledged'] })).toBe(false);
    expect(passes(a, { ...noFilter, severities: ['high', 'low'] })).toBe(true);
    expect(passes(a, { ...noFilter, area: '210106' })).toBe(true);
    expect(passes(a, { ...noFilter, area: '210102' })).toBe(false);
    expect(passes(a, { ...noFilter, text: ' 罐 7' })).toBe(true);
    expect(passes(a, { ...noFilter, text: '反应釜' })).toBe(false);
  });
});

describe('spots', () => {
  it('shows one place once, by the alarm that needs a human most', () => {
    const out = spots([
      alarm('1', { element: 'tank', state: 'acknowledged', severity: 'critical' }),
      alarm('2', { element: 'tank', severity: 'medium' }),
      alarm('3', { element: 'tank', severity: 'low' }),
      alarm('4', { element: 'other', state: 'shelved' }),
    ]);
    expect(out).toHaveLength(1);
    expect(out[0]).toMatchObject({ id: '2', n: 3, severity: 'medium', state: 'unacknowledged' });
  });
});

describe('inOrder', () => {
  it('keeps what is known where it is and lets the new follow', () => {
    const now = [{ id: 'new' }, { id: 'b' }, { id: 'a' }];
    expect(inOrder(now, ['a', 'gone', 'b']).map((i) => i.id)).toEqual(['a', 'b', 'new']);
  });
});

describe('rules and groups', () => {
  const now = { id: '1', element_name: '罐', area: '2101', state: 'unacknowledged', severity: 'high', site: 'plant', active: true, revision: 1, raised_at: new Date().toISOString() } as Alarm;

  it('a site and long standing narrow the console', () => {
    expect(passes(now, { ...noFilter, site: 'plant' })).toBe(true);
    expect(passes(now, { ...noFilter, site: 'other' })).toBe(false);
    expect(passes(now, { ...noFilter, standing: true })).toBe(false);
    expect(isStanding({ ...now, raised_at: '2026-01-01T00:00:00Z' })).toBe(true);
    expect(isStanding({ ...now, raised_at: '2026-01-01T00:00:00Z', active: false })).toBe(false);
  });

  it('an alarm that is suppressed leaves the console and comes back', () => {
    const hidden = { ...now, state: 'suppressed', revision: 2 } as Alarm;
    expect(mergeAlarms([now], [hidden])).toEqual([]);
    expect(mergeAlarms([], [{ ...now, revision: 3 }])).toHaveLength(1);
  });

  it('a latched alarm that nobody has seen can be acknowledged and comes first', () => {
    const latched = { ...now, id: '2', state: 'latched-unacknowledged' } as Alarm;
    expect(acknowledgeable(latched)).toBe(true);
    expect([{ ...now, id: '3', state: 'acknowledged' } as Alarm, latched].toSorted(byUrgency)[0]?.id).toBe('2');
  });

  it('the form of a kind has its fields and no others', () => {
    const whole = { properties: { kind: {}, steps: {}, points: {}, key: {}, window_s: {}, tolerance: {}, need: {}, inputs: {}, expression: {}, query: {} }, required: ['kind', 'steps'] };
    expect(Object.keys(schemaOf(whole, 'rate').properties ?? {})).toEqual(['kind', 'steps', 'points', 'key', 'window_s']);
    expect(schemaOf(whole, 'rate').required).toEqual(['kind', 'steps', 'window_s']);
    expect(Object.keys(schemaOf(whole, 'expression').properties ?? {})).toEqual(['kind', 'steps', 'inputs', 'expression']);
  });
});
