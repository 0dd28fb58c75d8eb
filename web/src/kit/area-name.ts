import { useCallback } from 'react';
import { useAreas } from '@/api/queries';
import { useT } from '@/i18n/desk';

/** The name of the district in which an area lies; the code itself where that is not known. */
export function useAreaName(): (code: string) => string {
  const { t } = useT();
  const { data } = useAreas();
  return useCallback(
    (code) => (code.length <= 4 ? t('kit.wholeCity') : (data?.find((a) => code.startsWith(a.code))?.name ?? code)),
    [data, t],
  );
}
