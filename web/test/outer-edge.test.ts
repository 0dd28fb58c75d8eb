import type { FeatureCollection } from 'geojson';
import { describe, expect, it } from 'vitest';
import { bounds, outerEdge } from '@/map/outer-edge';

/** Two squares side by side, with a common border from (1,0) to (1,1). */
const two: FeatureCollection = {
  type: 'FeatureCollection',
  features: [
    [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]],
    [[1, 0], [2, 0], [2, 1], [1, 1], [1, 0]],
  ].map((ring) => ({ type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [ring] } })),
};

describe('outerEdge', () => {
  it('is one closed line without the common border', () => {
    const lines = outerEdge(two).geometry.coordinates;
    expect(lines).toHaveLength(1);
    expect(lines[0]).toHaveLength(7);
    expect(lines[0]?.[0]).toEqual(lines[0]?.at(-1));
    const edges = lines[0]!.slice(1).map((p, i) => [lines[0]![i], p].map(String).sort().join(' '));
    expect(edges).not.toContain('1,0 1,1');
  });

  it('has a box around it', () => {
    expect(bounds(two)).toEqual([0, 0, 2, 1]);
  });
});
