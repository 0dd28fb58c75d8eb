import { describe, expect, it } from 'vitest';
import type { TyphoonView, Vessel } from '@/api/watch';
import { layout } from '@/system/hazard/plant-plan';
import { placeOf } from '@/system/hazard/words';
import { features } from '@/system/nature/track-features';

const tank = (id: string, lon: number, lat: number): Vessel => ({ id, name: id, form: 'vertical', medium: '氨', volume: 100, height: 5, diameter: 5, lon, lat, points: [], alarms: 0, worst: '' }) as unknown as Vessel;

describe('the plan of a plant', () => {
  it('keeps vessels on the sheet and apart, also where they stand on one spot', () => {
    const spots = layout([tank('a', 123.4, 41.8), tank('b', 123.4, 41.8), tank('c', 123.40005, 41.8), tank('d', 123.401, 41.8005)]);
    for (const s of spots) {
      expect(s.x - s.r).toBeGreaterThanOrEqual(0);
      expect(s.x + s.r).toBeLessThanOrEqual(720);
      expect(s.y - s.r).toBeGreaterThanOrEqual(0);
      expect(s.y + s.r).toBeLessThanOrEqual(380);
    }
    for (const [i, a] of spots.entries()) for (const b of spots.slice(0, i)) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(a.r + b.r);
    expect(layout([])).toEqual([]);
  });

  it('keeps west at the left and north on top', () => {
    const [west, east] = layout([tank('w', 123.4, 41.8), tank('e', 123.402, 41.799)]);
    expect(west!.x).toBeLessThan(east!.x);
    expect(west!.y).toBeLessThan(east!.y);
  });
});

describe('where a value stands', () => {
  const limits = { ll: 1, l: 2, h: 8, hh: 9 };
  it.each([[0.5, 'll'], [2, 'l'], [5, 'normal'], [8, 'h'], [9, 'hh']] as const)('%f is %s', (value, want) => expect(placeOf({ value, limits })).toBe(want));
  it('is nowhere without a value', () => expect(placeOf({ value: null, limits })).toBe('none'));
});

describe('a typhoon on the map', () => {
  it('has an observed line, a dashed line from the last observation, and a ring for each circle and doubt', () => {
    const fix = (h: number, forecast: boolean) => ({ at: new Date(h * 3_600_000).toISOString(), lon: 120 + h, lat: 30, wind: 30, pressure: 980, forecast });
    const ring = [[0, 0], [1, 0], [0, 1], [0, 0]];
    const f = features({ bulletin: { track: [fix(0, false), fix(1, false), fix(2, true)] }, circles: [{ beaufort: 7, ring }], doubts: [{ ring }] } as unknown as TyphoonView).features;
    const lines = f.filter((x) => x.geometry.type === 'LineString');
    expect(lines.map((l) => l.properties!.dashed)).toEqual([false, true]);
    expect((lines[1]!.geometry as GeoJSON.LineString).coordinates).toEqual([[121, 30], [122, 30]]);
    expect(f.filter((x) => x.geometry.type === 'Polygon')).toHaveLength(2);
  });
});
