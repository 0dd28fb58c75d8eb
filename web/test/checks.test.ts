import { describe, expect, it } from 'vitest';
import type { CheckItem, Mark } from '@/api/fourparty';
import { handedIn, lacks, left, obstacle, soFar } from '@/mobile/checks/marks';

const item = (no: string, more: Partial<CheckItem> = {}): CheckItem => ({ no, title: no, document: '', article: '', mode: 'each', full: 10, off: 3, evidence: '', photo: false, constructed: false, ...more });
const mark = (no: string, more: Partial<Mark> = {}): Mark => ({ item: no, ...more });
const photo = (key: string) => ({ key, name: `${key}.jpg`, blob: new Blob(['x']) });

describe('points of a check', () => {
  it('takes off each time, down to nothing, once, or not at all', () => {
    expect(left(item('1'), mark('1', { count: 2 }))).toBe(4);
    expect(left(item('1'), mark('1', { count: 9 }))).toBe(0);
    expect(left(item('1', { mode: 'once', off: 10 }), mark('1', { count: 3 }))).toBe(0);
    expect(left(item('1'), mark('1', { none: true }))).toBeUndefined();
    expect(left(item('1', { mode: 'veto', full: 0 }), mark('1'))).toBeUndefined();
  });

  it('adds up what was marked and applies; a veto leaves nothing', () => {
    const items = [item('1'), item('2'), item('3', { mode: 'veto', full: 0 })];
    expect(soFar(items, { 1: mark('1', { count: 1 }) })).toEqual({ points: 7, full: 10 });
    expect(soFar(items, { 1: mark('1'), 2: mark('2', { none: true }), 3: mark('3') })).toEqual({ points: 10, full: 10 });
    expect(soFar(items, { 1: mark('1'), 3: mark('3', { count: 1 }) })).toEqual({ points: 0, full: 0 });
  });
});

describe('what stands in the way of handing in', () => {
  const items = [item('1', { photo: true }), item('2')];
  it('names the first item that lacks something, and counts those without a mark', () => {
    expect(obstacle(items, { marks: {}, photos: {} })).toEqual({ missing: 2 });
    expect(obstacle(items, { marks: { 1: mark('1', { count: 1 }) }, photos: {} })).toEqual({ missing: 1, first: { no: '1', fault: 'noteBad' } });
    expect(obstacle(items, { marks: { 1: mark('1', { count: 1, note: 'x' }), 2: mark('2') }, photos: {} })).toEqual({ missing: 0, first: { no: '1', fault: 'photoNeeded' } });
    expect(obstacle(items, { marks: { 1: mark('1', { count: 1, note: 'x' }), 2: mark('2') }, photos: { 1: [photo('a')] } })).toEqual({ missing: 0 });
    expect(lacks(item('2'), mark('2', { none: true, note: ' ' }), 0)).toBe('noteNone');
    expect(lacks(items[0]!, mark('1'), 0)).toBeUndefined();
  });

  it('hands in marks in the order of the items, with the ids of photographs and nothing empty', () => {
    const b = { marks: { 2: mark('2', { none: true, note: ' 无此设施 ' }), 1: mark('1', { count: 2, note: 'x' }) }, photos: { 1: [photo('a'), photo('b')] } };
    expect(handedIn(items, b)).toEqual([{ item: '1', count: 2, note: 'x', photos: ['a', 'b'] }, { item: '2', none: true, note: '无此设施' }]);
    expect(handedIn(items, { marks: { 1: mark('1', { count: 0, note: '' }) }, photos: {} })).toEqual([{ item: '1' }]);
  });
});
