import { useCallback } from 'react';
import { useAreas } from '@/api/queries';

/** The name of the district in which an area lies; the code itself where that is not known. */
export function useAreaName(): (code: string) => string {
  const { data } = useAreas();
  return useCallback((code) => data?.find((a) => code.startsWith(a.code))?.name ?? code, [data]);
}
