import type { T } from '@/i18n/desk';
import { reading } from '@/kit/number';

const three = (n: number) => reading(Number(n.toPrecision(4)));

/** A distance in metres in words: "860 米", "3.42 公里". */
export function lengthText(m: number, t: T): string {
  return m < 1000 ? t('onemap.metres', { n: reading(Math.round(m)) }) : t('onemap.kilometres', { n: three(m / 1000) });
}

/** An area in square metres in words: square metres, hectares from one, square kilometres from one. */
export function areaText(m2: number, t: T): string {
  if (m2 < 10_000) return t('onemap.squareMetres', { n: reading(Math.round(m2)) });
  if (m2 < 1_000_000) return t('onemap.hectares', { n: three(m2 / 10_000) });
  return t('onemap.squareKilometres', { n: three(m2 / 1_000_000) });
}
