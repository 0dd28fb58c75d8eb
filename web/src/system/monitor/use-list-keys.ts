import { useEffect } from 'react';

export interface ListKeys {
  move: (by: 1 | -1) => void;
  open: () => void;
  act: Record<string, () => void>;
}

/** Lets a list be worked without a mouse: j/k or arrows move, Enter opens, other keys act. Quiet while one types. */
export function useListKeys(k: ListKeys) {
  useEffect(() => {
    const press = (e: KeyboardEvent) => {
      const on = e.target as HTMLElement;
      if (e.ctrlKey || e.metaKey || e.altKey) return;
      if (on.closest('input, textarea, select, [contenteditable], .ant-modal')) return;
      const act = k.act[e.key];
      if (e.key === 'j' || e.key === 'ArrowDown') k.move(1);
      else if (e.key === 'k' || e.key === 'ArrowUp') k.move(-1);
      else if (e.key === 'Enter' && !on.closest('button, a')) k.open();
      else if (act) act();
      else return;
      e.preventDefault();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [k]);
}
