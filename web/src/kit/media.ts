import { useSyncExternalStore } from 'react';

function media(query: string) {
  const watch = (f: () => void) => {
    const m = matchMedia(query);
    m.addEventListener('change', f);
    return () => m.removeEventListener('change', f);
  };
  const matches = () => matchMedia(query).matches;
  return () => useSyncExternalStore(watch, matches);
}

/** Reports whether the window is as narrow as a phone. */
export const useNarrow = media('(max-width: 700px)');

/** Reports whether whoever looks has asked for still pictures (WCAG 2.1, 2.3.3). */
export const useStill = media('(prefers-reduced-motion: reduce)');
