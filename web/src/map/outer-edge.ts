import type { Feature, FeatureCollection, MultiLineString, Position } from 'geojson';

/**
 * The outline of a city from the outlines of its districts: the edges that belong to one district alone. The
 * districts must share their common borders point by point, as the server's do.
 */
export function outerEdge(districts: FeatureCollection): Feature<MultiLineString> {
  const seen = new Map<string, [Position, Position] | null>();
  for (const ring of rings(districts)) {
    for (let i = 1; i < ring.length; i++) {
      const [a, b] = [ring[i - 1]!, ring[i]!];
      const [p, q] = [`${a[0]},${a[1]}`, `${b[0]},${b[1]}`];
      const key = p < q ? `${p} ${q}` : `${q} ${p}`;
      seen.set(key, seen.has(key) ? null : [a, b]);
    }
  }
  const edges = [...seen.values()].filter((e) => e !== null);
  return { type: 'Feature', properties: {}, geometry: { type: 'MultiLineString', coordinates: joined(edges) } };
}

function rings(c: FeatureCollection): Position[][] {
  return c.features.flatMap((f) => {
    if (f.geometry.type === 'Polygon') return f.geometry.coordinates;
    if (f.geometry.type === 'MultiPolygon') return f.geometry.coordinates.flat();
    return [];
  });
}

/** Joins edges end to end, so that the line has round corners and no gaps. */
function joined(edges: [Position, Position][]): Position[][] {
  const key = (p: Position) => `${p[0]},${p[1]}`;
  const from = new Map<string, [Position, Position]>();
  for (const e of edges) from.set(key(e[0]), e);
  const lines: Position[][] = [];
  for (const first of edges) {
    if (!from.has(key(first[0]))) continue;
    const line = [first[0]];
    for (let e = from.get(key(first[0])); e; e = from.get(key(e[1]))) {
      from.delete(key(e[0]));
      line.push(e[1]);
    }
    lines.push(line);
  }
  return lines;
}

/** The box around everything: [west, south, east, north]. */
export function bounds(c: FeatureCollection): [number, number, number, number] {
  let box: [number, number, number, number] = [180, 90, -180, -90];
  for (const [x = 0, y = 0] of rings(c).flat()) {
    box = [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y)];
  }
  return box;
}
