/** Longitude and latitude in degrees, WGS 84. */
export type LonLat = [lon: number, lat: number];

/** The mean radius of the Earth in metres, as the server measures. */
export const radius = 6371008.8;
const rad = Math.PI / 180;

/** The great-circle distance in metres. */
export function distance(a: LonLat, b: LonLat): number {
  const dLat = (b[1] - a[1]) * rad;
  const dLon = (b[0] - a[0]) * rad;
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a[1] * rad) * Math.cos(b[1] * rad) * Math.sin(dLon / 2) ** 2;
  return 2 * radius * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** The place so many metres from another, in a direction in degrees clockwise from north. */
export function toward(from: LonLat, degrees: number, metres: number): LonLat {
  const [d, course, lat] = [metres / radius, degrees * rad, from[1] * rad];
  const lat2 = Math.asin(Math.sin(lat) * Math.cos(d) + Math.cos(lat) * Math.sin(d) * Math.cos(course));
  const lon2 = from[0] * rad + Math.atan2(Math.sin(course) * Math.sin(d) * Math.cos(lat), Math.cos(d) - Math.sin(lat) * Math.sin(lat2));
  return [lon2 / rad, lat2 / rad];
}

/** The length of a line in metres. */
export function lengthOf(line: LonLat[]): number {
  let sum = 0;
  for (let i = 1; i < line.length; i++) sum += distance(line[i - 1]!, line[i]!);
  return sum;
}

/**
 * The area within a ring in square metres; the ring need not be closed. Spherical, by Chamberlain and Duquette: the error
 * against the ellipsoid is below half a per cent.
 */
export function areaOf(ring: LonLat[]): number {
  if (ring.length < 3) return 0;
  let sum = 0;
  for (let i = 0; i < ring.length; i++) {
    const [a, b] = [ring[i]!, ring[(i + 1) % ring.length]!];
    sum += (b[0] - a[0]) * rad * (2 + Math.sin(a[1] * rad) + Math.sin(b[1] * rad));
  }
  return Math.abs((sum * radius * radius) / 2);
}

/** A circle as a ring of 96 corners, which lie on it: its area is 0.07 % too small. */
export function circle(centre: LonLat, metres: number): LonLat[] {
  return Array.from({ length: 96 }, (_, i) => toward(centre, (-i * 360) / 96, metres));
}

/** Reports whether a place lies within a ring (even-odd). */
export function within(ring: readonly (readonly number[])[], [x, y]: LonLat): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi = 0, yi = 0] = ring[i]!;
    const [xj = 0, yj = 0] = ring[j]!;
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

/** Reports whether a place lies within a polygon or multipolygon, holes taken out. */
export function inGeometry(g: GeoJSON.Geometry | undefined, p: LonLat): boolean {
  if (g?.type === 'Polygon') return g.coordinates.reduce((n, ring) => n + (within(ring, p) ? 1 : 0), 0) % 2 === 1;
  if (g?.type === 'MultiPolygon') return g.coordinates.some((c) => inGeometry({ type: 'Polygon', coordinates: c }, p));
  return false;
}

/** The box around places: west, south, east, north. */
export function boxOf(places: readonly (readonly number[])[]): [number, number, number, number] {
  const box: [number, number, number, number] = [180, 90, -180, -90];
  for (const [x = 0, y = 0] of places) {
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  }
  return box;
}
