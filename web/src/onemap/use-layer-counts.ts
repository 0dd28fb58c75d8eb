import { useQueries } from '@tanstack/react-query';
import { useCallback } from 'react';
import { countsQuery } from '@/api/queries';
import type { Risk } from '@/api/types';
import { layerOf, type Layers } from './layer-tree';

/** How many elements of each layer there are in the chosen area, of the level that the layer shows; undefined while that is read. */
export function useLayerCounts(layers: Layers, area: string): (kind: string) => number | undefined {
  const levels: (Risk | undefined)[] = [undefined, ...new Set(Object.values(layers).flatMap((l) => (l.risk ? [l.risk] : [])))];
  const found = useQueries({ queries: levels.map((r) => countsQuery('kind', undefined, area || undefined, r)) });
  const counts = new Map(levels.map((r, i) => [r, found[i]?.data]));
  // eslint-disable-next-line react-hooks/exhaustive-deps
  return useCallback((kind) => counts.get(layerOf(layers, kind).risk)?.[kind], [layers, ...found.map((f) => f.data)]);
}
