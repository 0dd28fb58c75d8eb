import type { LonLat } from './geodesy';

/** An area below another, by its centre. */
export interface Seat {
  code: string;
  lon: number;
  lat: number;
}

/**
 * Divides an area among the areas below it whose own outlines are not known: each gets what is nearest to its centre,
 * which is how the server tells where a place belongs. Only as true as the centres are: show such lines as sketched.
 */
export function cells(outline: GeoJSON.Geometry | undefined, seats: Seat[]): Map<string, GeoJSON.MultiPolygon> {
  const rings = outer(outline);
  const out = new Map<string, GeoJSON.MultiPolygon>();
  const k = Math.cos(((seats[0]?.lat ?? 0) * Math.PI) / 180);
  for (const s of seats) {
    const parts = rings.map((ring) => seats.reduce((r, o) => (o === s ? r : nearer(r, s, o, k)), ring)).filter((r) => r.length > 2);
    if (parts.length > 0) out.set(s.code, { type: 'MultiPolygon', coordinates: parts.map((r) => [[...r, r[0]!]]) });
  }
  return out;
}

function outer(g: GeoJSON.Geometry | undefined): LonLat[][] {
  const polygons = g?.type === 'Polygon' ? [g.coordinates] : g?.type === 'MultiPolygon' ? g.coordinates : [];
  return polygons.map((p) => (p[0] ?? []).slice(0, -1) as LonLat[]);
}

/** The part of a ring that is nearer to s than to o (Sutherland and Hodgman, by the line halfway). */
function nearer(ring: LonLat[], s: Seat, o: Seat, k: number): LonLat[] {
  const side = ([x, y]: LonLat) => ((o.lon - s.lon) * k * (x - (s.lon + o.lon) / 2) * k + (o.lat - s.lat) * (y - (s.lat + o.lat) / 2)) * -1;
  const out: LonLat[] = [];
  for (let i = 0; i < ring.length; i++) {
    const [a, b] = [ring[i]!, ring[(i + 1) % ring.length]!];
    const [va, vb] = [side(a), side(b)];
    if (va >= 0) out.push(a);
    if (va >= 0 !== vb >= 0) {
      const t = va / (va - vb);
      out.push([a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])]);
    }
  }
  return out;
}

/** The nearest of some centres. */
export function nearestSeat<S extends Seat>(seats: S[], [x, y]: LonLat): S | undefined {
  const k = Math.cos((y * Math.PI) / 180);
  return seats.toSorted((a, b) => Math.hypot((a.lon - x) * k, a.lat - y) - Math.hypot((b.lon - x) * k, b.lat - y))[0];
}
