const grouped = new Intl.NumberFormat('en-US');

/** A count with thousands commas. */
export function count(n: number | undefined | null): string {
  return n === undefined || n === null ? '–' : grouped.format(n);
}

/** A measured value: at most three decimals, no trailing zeros. */
export function reading(n: number | undefined | null): string {
  if (n === undefined || n === null || !Number.isFinite(n)) return '–';
  return grouped.format(Number(n.toFixed(Math.abs(n) >= 100 ? 1 : 3)));
}

/** Metres between two points on the earth. */
export function metresBetween(aLon: number, aLat: number, bLon: number, bLat: number): number {
  const rad = Math.PI / 180;
  const x = (bLon - aLon) * rad * Math.cos(((aLat + bLat) / 2) * rad);
  const y = (bLat - aLat) * rad;
  return Math.sqrt(x * x + y * y) * 6_371_000;
}
