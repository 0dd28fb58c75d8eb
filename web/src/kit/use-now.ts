import { useSyncExternalStore } from 'react';

let now = Date.now();
const watchers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function watch(f: () => void) {
  watchers.add(f);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const w of watchers) w();
  }, 1000);
  return () => {
    watchers.delete(f);
    if (watchers.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The present; while nobody watched, no timer kept it. */
function present() {
  if (timer === undefined && Math.abs(Date.now() - now) >= 1000) now = Date.now();
  return now;
}

/** The present, once a second, from one timer for the whole page. */
export function useNow(): number {
  return useSyncExternalStore(watch, present);
}
