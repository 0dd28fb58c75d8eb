import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { findingCountsQuery, type AreaFaults } from '@/api/duty';
import { useT } from '@/i18n/desk';
import type { GapArea, Grade } from '@/map/gap-areas';
import { useNamed } from './area-words';
import type { Plot } from './area-shapes';

/** Findings by which somebody cannot be reached now; the others are near, or a number to be checked. */
const grave = ['gap', 'double', 'expired', 'left', 'hole'];

export interface GapRow {
  plot: Plot;
  /** Where somebody is missing, and what else there is. */
  missing: number;
  other: number;
  grade: Grade;
}

/** What is wrong in an area, in two numbers. */
export function gapRow(plot: Plot, found: AreaFaults | undefined): GapRow {
  const missing = grave.reduce((n, k) => n + (found?.kinds[k] ?? 0), 0);
  const other = (found?.total ?? 0) - missing;
  return { plot, missing, other, grade: missing > 0 ? 'grave' : other > 0 ? 'light' : '' };
}

export interface Gaps {
  rows: GapRow[];
  ready: boolean;
  error?: unknown;
  again: () => void;
  total: number;
}

/** The findings of duty in the areas below one, the worst first. */
export function useGaps(area: string, below: Plot[], on: boolean): Gaps {
  const counts = useQuery({ ...findingCountsQuery(area || undefined), enabled: on });
  const rows = useMemo(
    () =>
      below
        .filter((p) => p.area.level !== 'zone')
        .map((plot) => gapRow(plot, counts.data?.areas.find((a) => a.area === plot.area.code)))
        .toSorted((a, b) => b.missing - a.missing || b.other - a.other),
    [below, counts.data],
  );
  return { rows, ready: counts.isSuccess, error: counts.error ?? undefined, again: () => void counts.refetch(), total: counts.data?.total ?? 0 };
}

/** The rows as the map draws them. */
export function useGapAreas(rows: GapRow[]): GapArea[] {
  const { t } = useT();
  const named = useNamed();
  return useMemo(
    () =>
      rows.map(({ plot, missing, other, grade }) => {
        const words = [missing > 0 && t('onemap.gapsMissing', { n: missing }), other > 0 && t('onemap.gapsOther', { n: other })].filter(Boolean).join(' · ');
        return { geometry: plot.geometry, lon: plot.area.lon, lat: plot.area.lat, grade, label: `${named(plot.area)}\n${words || t('onemap.gapsNone')}` };
      }),
    [rows, named, t],
  );
}
