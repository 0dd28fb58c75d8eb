import { describe, expect, it } from 'vitest';
import { buffer, thin } from '@/map/buffer';
import { cells, nearestSeat } from '@/map/cells';
import { areaOf, circle, distance, inGeometry, lengthOf, toward, within, type LonLat } from '@/map/geodesy';
import { crossed, measure, polygonText, ringOf, shapeFrom, shapeText, type Shape } from '@/map/shape';
import { onPaper, roundLength } from '@/map/snapshot';

const shenyang: LonLat = [123.43, 41.8];
const near = (a: number, b: number, part: number) => expect(Math.abs(a - b) / b).toBeLessThan(part);
const square = (side: number): LonLat[] => {
  const east = toward(shenyang, 90, side);
  const north = toward(shenyang, 0, side);
  return [shenyang, east, [east[0], north[1]], north];
};

describe('geodesy', () => {
  it('measures great circles as the server does', () => {
    near(distance([116.397, 39.909], [123.43, 41.8]), 627_200, 0.002); // Beijing to Shenyang
    expect(distance(shenyang, shenyang)).toBe(0);
    near(distance(shenyang, toward(shenyang, 63, 12_345)), 12_345, 1e-9);
    near(lengthOf([shenyang, toward(shenyang, 90, 1000), toward(toward(shenyang, 90, 1000), 0, 500)]), 1500, 1e-6);
  });

  it('measures areas, whichever way round and closed or not', () => {
    near(areaOf(square(10_000)), 1e8, 0.002);
    near(areaOf(square(10_000).toReversed()), 1e8, 0.002);
    near(areaOf([...square(10_000), shenyang]), 1e8, 0.002);
    near(areaOf(circle(shenyang, 500)), Math.PI * 500 ** 2, 0.001);
    expect(areaOf([shenyang, shenyang])).toBe(0);
  });

  it('knows what is inside, holes taken out', () => {
    const outer = square(10_000);
    const mid = toward(toward(shenyang, 90, 5000), 0, 5000);
    expect(within(outer, mid)).toBe(true);
    expect(within(outer, toward(shenyang, 270, 10))).toBe(false);
    const hole = circle(mid, 1000);
    expect(inGeometry({ type: 'Polygon', coordinates: [outer, hole] }, mid)).toBe(false);
    expect(inGeometry({ type: 'MultiPolygon', coordinates: [[outer]] }, mid)).toBe(true);
    expect(inGeometry(undefined, mid)).toBe(false);
  });
});

describe('buffer', () => {
  const line: LonLat[] = [shenyang, toward(shenyang, 90, 4000), toward(toward(shenyang, 90, 4000), 0, 3000)];

  it('lies as far from a line as was asked, all around', () => {
    const ring = buffer(line, 500, false);
    expect(ring.length).toBeGreaterThan(20);
    for (const p of ring) {
      const away = Math.min(...line.slice(1).flatMap((b, i) => Array.from({ length: 401 }, (_, k) => distance(p, [line[i]![0] + ((b[0] - line[i]![0]) * k) / 400, line[i]![1] + ((b[1] - line[i]![1]) * k) / 400]))));
      expect(Math.abs(away - 500)).toBeLessThan(20);
    }
    near(areaOf(ring), 7000 * 1000 + Math.PI * 500 ** 2, 0.03);
  });

  it('makes a polygon wider and keeps it when nothing is around', () => {
    const ring = buffer(square(2000), 300, true);
    near(areaOf(ring), 2000 ** 2 + 4 * 2000 * 300 + Math.PI * 300 ** 2, 0.02);
    expect(buffer(square(2000), 0, true)).toEqual(square(2000));
  });

  it('is a circle around a single place', () => {
    near(areaOf(buffer([shenyang], 700, false)), Math.PI * 700 ** 2, 0.001);
  });

  it('thins without moving a corner', () => {
    expect(thin([[0, 0], [1, 0.001], [2, 0], [2, 2]], 0.01)).toEqual([[0, 0], [2, 0], [2, 2]]);
  });
});

describe('a shape', () => {
  const polygon: Shape = { kind: 'polygon', points: square(2000), around: 0 };

  it('comes back from the text of an address', () => {
    for (const s of [polygon, { ...polygon, kind: 'line' as const, around: 250 }, { kind: 'circle' as const, points: square(100).slice(0, 2), around: 0 }]) {
      const back = shapeFrom(shapeText(s))!;
      expect([back.kind, back.around, back.points.length]).toEqual([s.kind, s.around, s.points.length]);
      back.points.forEach((p, i) => expect(distance(p, s.points[i]!)).toBeLessThan(1));
    }
  });

  it.each(['', 'star;0;1,2', 'polygon;0;1,2;3,4', 'polygon;0;1,2;3,4;x,5', 'polygon;0;1,2;3,4;200,5', `line;0;${'1,2;'.repeat(400)}`])('is not made of %s', (text) => {
    expect(shapeFrom(text)).toBeUndefined();
  });

  it('measures what it has', () => {
    near(measure(polygon).length!, 8000, 0.001);
    near(measure(polygon).area!, 4e6, 0.001);
    expect(measure({ kind: 'line', points: square(1000).slice(0, 2), around: 0 }).area).toBeUndefined();
    expect(measure({ kind: 'point', points: [shenyang], around: 0 })).toEqual({ area: undefined });
    near(measure({ kind: 'circle', points: square(1000).slice(0, 2), around: 0 }).area!, Math.PI * 1e6, 1e-6);
    expect(measure({ kind: 'polygon', points: [], around: 0 })).toEqual({});
  });

  it('covers nothing until something is around a point or a line', () => {
    expect(ringOf({ kind: 'point', points: [shenyang], around: 0 })).toBeUndefined();
    expect(ringOf({ kind: 'point', points: [shenyang], around: 10 })).toHaveLength(96);
  });

  it('knows when its sides cross', () => {
    expect(crossed(polygon)).toBe(false);
    const [a, b, c, d] = polygon.points as [LonLat, LonLat, LonLat, LonLat];
    expect(crossed({ ...polygon, points: [a, c, b, d] })).toBe(true);
  });

  it('fits into what the server reads', () => {
    const ring = Array.from({ length: 5000 }, (_, i) => toward(shenyang, i * 0.072, 5000));
    expect(polygonText(ring).length).toBeLessThan(8000);
  });
});

describe('sketched areas', () => {
  const outline: GeoJSON.Geometry = { type: 'Polygon', coordinates: [[[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]] };
  const seats = [{ code: 'a', lon: 1, lat: 2 }, { code: 'b', lon: 3, lat: 2 }, { code: 'c', lon: 3, lat: 3.9 }];

  it('divide the whole, each place to its nearest centre', () => {
    const made = cells(outline, seats);
    for (let x = 0.1; x < 4; x += 0.37) {
      for (let y = 0.1; y < 4; y += 0.37) {
        const at: LonLat = [x, y];
        const inside = seats.filter((s) => inGeometry(made.get(s.code), at)).map((s) => s.code);
        expect(inside).toHaveLength(1);
        const k = Math.cos((2 * Math.PI) / 180);
        const nearest = seats.toSorted((p, q) => Math.hypot((p.lon - x) * k, p.lat - y) - Math.hypot((q.lon - x) * k, q.lat - y))[0];
        expect(inside[0]).toBe(nearest?.code);
      }
    }
    expect(nearestSeat(seats, [0.2, 2])?.code).toBe('a');
  });
});

describe('paper', () => {
  it('turns the colours of the wall into those of paper, also within expressions', () => {
    expect(onPaper('#071120')).toBe('#ffffff');
    expect(onPaper(['match', ['get', 'risk'], 'red', '#ff4d4f', '#123456'])).toEqual(['match', ['get', 'risk'], 'red', '#d9001b', '#123456']);
  });

  it('has a scale bar of a round length', () => {
    expect([999, 1000, 2600, 7, 49_000].map(roundLength)).toEqual([500, 1000, 2000, 5, 20_000]);
  });
});
