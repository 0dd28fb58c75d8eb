import { useSyncExternalStore } from 'react';

const query = '(max-width: 700px)';

function watch(f: () => void) {
  const m = matchMedia(query);
  m.addEventListener('change', f);
  return () => m.removeEventListener('change', f);
}

/** Reports whether the window is as narrow as a phone. */
export function useNarrow(): boolean {
  return useSyncExternalStore(watch, () => matchMedia(query).matches);
}
