import { describe, expect, it } from 'vitest';
import { draw, noDrawing, type DrawAct, type Drawing } from '@/map/draw-state';
import type { LonLat } from '@/map/geodesy';
import { above, codesTo, plots } from '@/onemap/area-shapes';
import { csv } from '@/onemap/csv';
import { nameOf } from '@/onemap/keys';
import { branches, type TreeKind } from '@/kit/kind-tree';
import { layersFrom, layersText, matching, switched, tally } from '@/onemap/layer-tree';
import { fromLink, toLink } from '@/onemap/map-link';
import { alarmsAt, openAt, raised, type PastAlarm } from '@/onemap/past';
import { read } from '@/onemap/use-bookmarks';
import { byWorst, worstOf } from '@/onemap/use-four';

const lifeline = { name: 'lifeline', title: { zh: '城市生命线', en: 'Lifelines' } };
const other = { name: 'other', title: { zh: '其他', en: 'Others' } };
const kind = (name: string, zh: string, en: string, theme = other): TreeKind => ({ name, title: { zh, en }, theme });

describe('the tree of layers', () => {
  const flat = [kind('enterprise', '企业', 'Enterprise'), kind('camera', '视频监控', 'Camera')];
  const themed = [kind('bridge', '桥梁', 'Bridge', lifeline), ...flat, kind('tunnel', '隧道', 'Tunnel', lifeline)];

  it('is searched in both languages and by theme', () => {
    const names = (q: string) => matching(branches(themed), q).flatMap((b) => b.kinds.map((k) => k.name));
    expect(names('监控')).toEqual(['camera']);
    expect(names('BRID')).toEqual(['bridge']);
    expect(names('生命线')).toEqual(['bridge', 'tunnel']);
    expect(names('x')).toEqual([]);
    expect(names(' ')).toHaveLength(4);
  });

  it('switches a whole branch and keeps each filter', () => {
    const some = { camera: { on: true, opacity: 40, risk: 'red' as const } };
    expect(tally(some, flat)).toBe('some');
    const all = switched(some, flat, true);
    expect([tally(all, flat), all.camera]).toEqual(['all', some.camera]);
    expect(tally(switched(all, flat, false), flat)).toBe('none');
  });

  it('is text in an address and comes back', () => {
    const layers = { enterprise: { on: true, opacity: 100, risk: 'red' as const }, camera: { on: true, opacity: 40 }, depot: { on: false, opacity: 50 } };
    expect(layersText(layers)).toBe('enterprise.red,camera*40');
    expect(layersFrom('enterprise.red,camera*40')).toEqual({ enterprise: layers.enterprise, camera: { ...layers.camera, risk: undefined } });
    expect(layersFrom('none')).toEqual({});
    expect(layersFrom('a.pink,<b>,c*900')).toEqual({ c: { on: true, opacity: 100, risk: undefined } });
  });
});

describe('a link', () => {
  it('carries the map and brings it back', () => {
    const map = { view: { centre: [123.4, 41.8] as LonLat, zoom: 10.25 }, layers: layersFrom('camera'), area: '210106', theme: 'four' as const, shape: { kind: 'point' as const, points: [[123.4, 41.8]] as LonLat[], around: 500 } };
    expect(fromLink(toLink(map))).toEqual(map);
  });

  it('leaves out what is as usual', () => {
    expect(toLink({ area: '', theme: '' })).toEqual({});
    expect(toLink({ area: '', theme: '', layers: {} })).toEqual({ layers: 'none' });
  });

  it.each([{ view: '1,2' }, { view: '200,41,9' }, { view: '123,41,x' }, { area: '21' }, { area: "'; drop" }, { shape: 'polygon;1' }, { theme: 'pink' }])('does not stumble over %o', (parts) => {
    expect(fromLink(parts)).toEqual({ view: undefined, layers: undefined, area: '', shape: undefined, theme: '' });
  });
});

describe('drawing', () => {
  const at = (n: number): LonLat => [123 + n, 41];
  const run = (...acts: DrawAct[]): Drawing => acts.reduce(draw, noDrawing);
  const add = (n: number): DrawAct => ({ do: 'add', at: at(n) });
  const triangle: DrawAct[] = [{ do: 'begin', kind: 'polygon' }, add(1), add(2), add(3), { do: 'finish' }];

  it('sets corners until it is finished, and not before it is whole', () => {
    expect(run(...triangle)).toMatchObject({ open: false, shape: { points: [at(1), at(2), at(3)] } });
    expect(run(...triangle.slice(0, 3), { do: 'finish' }).open).toBe(true);
    expect(run(...triangle, add(9)).shape?.points).toHaveLength(3);
  });

  it('ends a point with one place and a circle with two', () => {
    expect(run({ do: 'begin', kind: 'point' }, add(1)).open).toBe(false);
    expect(run({ do: 'begin', kind: 'circle' }, add(1)).open).toBe(true);
    expect(run({ do: 'begin', kind: 'circle' }, add(1), add(2)).open).toBe(false);
  });

  it('undoes and redoes every act, through the finish', () => {
    const states = triangle.reduce((all, a) => [...all, draw(all.at(-1)!, a)], [noDrawing]);
    let d = states.at(-1)!;
    for (const s of states.slice(1, -1).toReversed()) {
      d = draw(d, { do: 'undo' });
      expect([d.shape, d.open]).toEqual([s.shape, s.open]);
    }
    expect(draw(d, { do: 'undo' })).toBe(d);
    for (const s of states.slice(2)) {
      d = draw(d, { do: 'redo' });
      expect([d.shape, d.open]).toEqual([s.shape, s.open]);
    }
    expect(draw(d, { do: 'redo' })).toBe(d);
    const other = draw(draw(draw(d, { do: 'undo' }), { do: 'undo' }), add(7));
    expect(other.future).toEqual([]);
  });

  it('edits corners and never below what makes the shape', () => {
    const d = run(...triangle, { do: 'insert', after: 0, at: at(5) }, { do: 'move', n: 1, at: at(6) });
    expect(d.shape?.points).toEqual([at(1), at(6), at(2), at(3)]);
    expect(draw(d, { do: 'remove', n: 1 }).shape?.points).toHaveLength(3);
    expect(run(...triangle, { do: 'remove', n: 0 }).shape?.points).toHaveLength(3);
  });

  it('moves a circle with its centre, keeping its size', () => {
    const d = run({ do: 'begin', kind: 'circle' }, add(1), add(2), { do: 'move', n: 0, at: at(5) });
    expect(d.shape?.points).toEqual([at(5), at(6)]);
  });

  it('is gone after cancel, and back after undoing a deletion', () => {
    expect(run(...triangle.slice(0, 3), { do: 'cancel' })).toEqual(noDrawing);
    expect(run(...triangle, { do: 'cancel' }).shape).toBeDefined();
    expect(run(...triangle, { do: 'delete' }, { do: 'undo' }).shape?.points).toHaveLength(3);
  });
});

describe('areas', () => {
  it('know what is above them', () => {
    expect(codesTo('210106001002003')).toEqual(['210106', '210106001', '210106001002', '210106001002003']);
    expect(codesTo('210106Z01')).toEqual(['210106', '210106Z01']);
    expect(codesTo('')).toEqual([]);
    expect([above('210106001'), above('210106'), above('210106Z01')]).toEqual(['210106', '', '210106']);
  });

  it('take the official outline where there is one and are sketched elsewhere', () => {
    const area = (code: string, lon: number, level = 'street') => ({ code, name: code, name_en: '', level, parent: '', lon, lat: 1, children: 0 }) as never;
    const ring = [[[0, 0], [4, 0], [4, 2], [0, 2], [0, 0]]];
    const official = { type: 'FeatureCollection' as const, features: [{ type: 'Feature' as const, properties: { code: 'a' }, geometry: { type: 'Polygon' as const, coordinates: ring } }] };
    const made = plots([area('a', 1), area('b', 3), area('z', 2, 'zone')], official, { type: 'Polygon', coordinates: ring });
    expect(made.map((p) => [p.area.code, p.sketched, p.geometry !== undefined])).toEqual([['a', false, true], ['b', true, true], ['z', true, false]]);
  });

  it('have the level of the worst in them and stand with the worst first', () => {
    const n = (red: number, orange: number, yellow = 0, blue = 0) => ({ red, orange, yellow, blue });
    expect([worstOf(n(1, 9)), worstOf(n(0, 0, 1)), worstOf(n(0, 0))]).toEqual(['red', 'yellow', '']);
    expect([n(0, 5), n(1, 0), n(1, 2)].sort(byWorst)).toEqual([n(1, 2), n(1, 0), n(0, 5)]);
  });
});

describe('a replay', () => {
  const t = (minute: number) => Date.UTC(2026, 2, 1, 0, minute);
  const step = (minute: number, state: PastAlarm['steps'][number]['state']) => ({ at: new Date(t(minute)).toISOString(), state });
  const a: PastAlarm = { id: '1', element: 'e', element_name: 'n', area: '210106', lon: 1, lat: 1, severity: 'critical', steps: [step(10, 'unacknowledged'), step(20, 'acknowledged'), step(30, 'normal')] };

  it('shows each moment as it was', () => {
    expect([5, 10, 15, 20, 29, 30].map((m) => alarmsAt([a], t(m))[0]?.state)).toEqual([undefined, 'unacknowledged', 'unacknowledged', 'acknowledged', 'acknowledged', undefined]);
  });

  it('shows incidents from their opening to their closing', () => {
    const i = { opened_at: step(10, 'normal').at, closed: true, changed_at: step(30, 'normal').at };
    expect([5, 10, 29, 30].map((m) => openAt(i, t(m)))).toEqual([false, true, true, false]);
    expect(openAt({ ...i, closed: false }, t(90))).toBe(true);
  });

  it('counts what was raised in each part', () => {
    expect(raised([a], t(0), t(40), 4)).toEqual([{ total: 0, critical: 0 }, { total: 1, critical: 1 }, { total: 0, critical: 0 }, { total: 0, critical: 0 }]);
    expect(raised([a], t(11), t(40), 4).every((b) => b.total === 0)).toBe(true);
  });
});

describe('what is written and read', () => {
  it('is CSV that a spreadsheet reads and does not run', () => {
    expect(csv([['a', 'b,"c"', 1.5], ['=1+1', undefined, '-x']])).toBe('\uFEFFa,"b,""c""",1.5\r\n\'=1+1,,\'-x\r\n');
  });

  it('is bookmarks, and nothing else that may be kept there', () => {
    expect(read([{ name: 'a', parts: { area: '210106', view: 3, evil: 'x' } }, { name: 4 }, null, 'x'])).toEqual([{ name: 'a', parts: { area: '210106' } }]);
    expect(read(null)).toEqual([]);
  });

  it('is keys by their names', () => {
    const key = (name: string, more = {}) => nameOf({ key: name, ctrlKey: false, metaKey: false, altKey: false, ...more });
    expect([key('L'), key('?'), key('z', { ctrlKey: true }), key('Z', { metaKey: true }), key('Escape')]).toEqual(['l', '?', 'ctrl+z', 'ctrl+z', 'Escape']);
  });
});
