import { useEffect, useRef } from 'react';

/** Whether a key is meant for a field or a dialogue, and not for the map. */
export function elsewhere(e: KeyboardEvent): boolean {
  const at = e.target as HTMLElement | null;
  if (!at?.closest) return false;
  if (at.closest('input, textarea, select, [contenteditable="true"], .ant-modal, .ant-select-dropdown')) return true;
  return false;
}

export type Keys = Record<string, (e: KeyboardEvent) => void>;

/** The name of a key as the table of keys has it: "ctrl+z", "shift+P", "Escape", "b". */
export function nameOf(e: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): string {
  const key = e.key.length === 1 ? e.key.toLowerCase() : e.key;
  return `${e.ctrlKey || e.metaKey ? 'ctrl+' : ''}${e.altKey ? 'alt+' : ''}${key}`;
}

/** Keys that work while the component is shown, wherever the focus is but in fields. */
export function useKeys(keys: Keys) {
  const now = useRef(keys);
  now.current = keys;
  useEffect(() => {
    const down = (e: KeyboardEvent) => {
      if (e.defaultPrevented || e.isComposing) return;
      const f = now.current[nameOf(e)];
      if (!f || (elsewhere(e) && e.key !== 'Escape')) return;
      if ((e.key === ' ' || e.key === 'Enter') && (e.target as HTMLElement).closest?.('button, a, summary, [role="slider"], [role="button"], label')) return;
      if (e.key.startsWith('Arrow') && (e.target as HTMLElement).closest?.('[role="slider"], .ant-segmented')) return;
      f(e);
    };
    window.addEventListener('keydown', down);
    return () => window.removeEventListener('keydown', down);
  }, []);
}
