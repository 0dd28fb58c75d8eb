import i18next from 'i18next';
import { useMemo } from 'react';
import { initReactI18next, useTranslation } from 'react-i18next';
import type { Words } from '@/api/types';
import { language, rememberLanguage, type Language } from './language';

/** Chinese, the source, and English. */
export type Pair = readonly [zh: string, en: string];
export type Dictionary = Record<string, Record<string, Pair>>;

export function resources(d: Dictionary, side: 0 | 1): Record<string, Record<string, string>> {
  return Object.fromEntries(
    Object.entries(d).map(([group, words]) => [
      group,
      Object.fromEntries(Object.entries(words).map(([k, pair]) => [k, pair[side]])),
    ]),
  );
}

/** Starts i18next with the words of one entry (desk or phone). */
export function startLanguage(d: Dictionary) {
  rememberLanguage(language());
  void i18next.use(initReactI18next).init({
    lng: language(),
    fallbackLng: 'zh',
    initAsync: false,
    interpolation: { escapeValue: false },
    resources: { zh: { translation: resources(d, 0) }, en: { translation: resources(d, 1) } },
  });
}

export function switchLanguage(l: Language) {
  rememberLanguage(l);
  void i18next.changeLanguage(l);
}

export type Fill = Record<string, string | number>;

/** A key is looked up only at run time here; `words.ts` of each entry narrows it to the keys that exist. */
export function useWords<K extends string>() {
  const { t, i18n } = useTranslation();
  const lang = i18n.language as Language;
  return useMemo(
    () => ({
      t: (key: K, fill?: Fill): string => (t as unknown as (k: string, f?: Fill) => string)(key, fill),
      lang,
      /** Picks the language of a text that the server publishes in both. */
      say: (w: Words | string | undefined | null): string =>
        !w ? '' : typeof w === 'string' ? w : (lang === 'en' ? w.en || w.zh : w.zh || w.en),
    }),
    [t, lang],
  );
}
