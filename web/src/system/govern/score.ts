/** Points as they are read: thousandths of a point with one decimal. */
export const pointsText = (milli: number): string => (Math.floor(milli / 100) / 10).toFixed(1);

/** A share in thousandths as percent with one decimal. */
export const rateText = (permille: number): string => (permille / 10).toFixed(1);

/** The places of scores in their order: equal totals share one, and the next place is skipped. */
export function places(totals: number[]): number[] {
  const out: number[] = [];
  for (const [i, total] of totals.entries()) out.push(i > 0 && totals[i - 1] === total ? (out[i - 1] ?? i + 1) : i + 1);
  return out;
}
