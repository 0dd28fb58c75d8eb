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
