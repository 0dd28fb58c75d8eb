import { useCallback } from 'react';
import type { Area } from '@/api/types';
import { useT } from '@/i18n/desk';

/** The name of an area in the reader's language; the Chinese one where there is no other. */
export function useNamed() {
  const { lang } = useT();
  return useCallback((a: Pick<Area, 'name' | 'name_en'>) => (lang === 'en' && a.name_en ? a.name_en : a.name), [lang]);
}
