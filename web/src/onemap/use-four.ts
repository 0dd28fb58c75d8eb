import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { countsQuery } from '@/api/queries';
import { riskFiguresQuery } from '@/api/risk';
import type { Risk } from '@/api/types';
import { useT } from '@/i18n/desk';
import { risks } from '@/kit/risk-tag';
import type { Coloured } from '@/map/four-colour';
import { useNamed } from './area-words';
import type { Plot } from './area-shapes';

export type ByRisk = Record<Risk, number>;

/** The level of an area is that of the worst in it: a single red makes it red. */
export function worstOf(n: ByRisk): Risk | '' {
  return risks.find((r) => n[r] > 0) ?? '';
}

/** Sorts the worst first: more red, then more orange, and so on. */
export function byWorst(a: ByRisk, b: ByRisk): number {
  for (const r of risks) if (a[r] !== b[r]) return b[r] - a[r];
  return 0;
}

export interface FourRow {
  plot: Plot;
  n: ByRisk;
  risk: Risk | '';
}

/** How many elements of each level of risk stand in the areas below one, the worst area first. */
export function useFour(area: string, below: Plot[], on: boolean): { rows: FourRow[]; ready: boolean; failed: boolean } {
  const counts = useQueries({ queries: risks.map((r) => ({ ...countsQuery('area', undefined, area || undefined, r), enabled: on })) });
  const data = counts.map((c) => c.data);
  const rows = useMemo(
    () =>
      below
        .map((plot) => {
          const n = Object.fromEntries(risks.map((r, i) => [r, data[i]?.[plot.area.code] ?? 0])) as ByRisk;
          return { plot, n, risk: worstOf(n) };
        })
        .sort((a, b) => byWorst(a.n, b.n)),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [below, ...data],
  );
  return { rows, ready: data.every((d) => d !== undefined), failed: counts.some((c) => c.isError) };
}

const none: ByRisk = { red: 0, orange: 0, yellow: 0, blue: 0 };

/** How the areas below one are rated by the risk points of their enterprises, the gravest first. */
export function useRated(area: string, below: Plot[], on: boolean): { rows: FourRow[]; ready: boolean; failed: boolean } {
  const figures = useQuery({ ...riskFiguresQuery(area), enabled: on });
  const rows = useMemo(() => {
    const of = new Map((figures.data?.areas ?? []).map((r) => [r.key, r]));
    const rank = (r: Risk | '') => (r ? risks.indexOf(r) : risks.length);
    return below
      .map((plot) => ({ plot, n: of.get(plot.area.code)?.counts ?? none, risk: of.get(plot.area.code)?.risk ?? ('' as const) }))
      .sort((a, b) => rank(a.risk) - rank(b.risk) || byWorst(a.n, b.n));
  }, [below, figures.data]);
  return { rows, ready: figures.data !== undefined, failed: figures.isError };
}

/** The rows as the map draws them. Among areas of one level the colour is stronger where there are more of that level. */
export function useColoured(rows: FourRow[]): Coloured[] {
  const { t } = useT();
  const named = useNamed();
  return useMemo(() => {
    const most = (r: Risk | '') => Math.max(1, ...rows.filter((x) => x.risk === r).map((x) => (r ? x.n[r] : 0)));
    return rows.map(({ plot, n, risk }) => ({
      code: plot.area.code,
      geometry: plot.geometry,
      lon: plot.area.lon,
      lat: plot.area.lat,
      risk,
      weight: risk ? Math.sqrt(n[risk] / most(risk)) : 0,
      label: `${named(plot.area)}\n${risk ? `${t(`kit.${risk}`)} ${n[risk]}` : t('onemap.noneGraded')}`,
    }));
  }, [rows, named, t]);
}
