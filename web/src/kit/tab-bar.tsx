import './tab-bar.css';
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';

export interface TabItem {
  key: string;
  label: string;
  count?: number;
  children: ReactNode;
}

/** Tabs that scroll sideways where they do not fit, so that none hides in a menu. Only the chosen one is built. */
export function TabBar({ label, items, active, onChange }: { label: string; items: TabItem[]; active: string; onChange: (key: string) => void }) {
  const bar = useRef<HTMLDivElement>(null);
  const chosen = items.find((i) => i.key === active) ?? items[0];
  const open = chosen?.key;
  useEffect(() => {
    const [row, tab] = [bar.current, bar.current?.querySelector<HTMLElement>(`[data-tab="${open}"]`)];
    if (row && tab) row.scrollLeft = tab.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2; // nothing happens where all fit
  }, [open]);
  const walk = (e: KeyboardEvent) => {
    const at = items.findIndex((i) => i.key === chosen?.key);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: items.length - 1 }[e.key];
    const next = to === undefined ? undefined : items[(to + items.length) % items.length];
    if (!next) return;
    e.preventDefault();
    onChange(next.key);
    bar.current?.querySelector<HTMLElement>(`[data-tab="${next.key}"]`)?.focus();
  };
  return (
    <>
      <div ref={bar} className="tab-bar" role="tablist" aria-label={label} onKeyDown={walk}>
        {items.map((i) => {
          const on = i.key === chosen?.key;
          return (
            <button key={i.key} type="button" role="tab" id={`tab-${i.key}`} data-tab={i.key} aria-selected={on} aria-controls={on ? 'tab-panel' : undefined} tabIndex={on ? 0 : -1} onClick={() => onChange(i.key)}>
              {i.label}
              {!!i.count && <span className="tab-count num">{i.count}</span>}
            </button>
          );
        })}
      </div>
      {chosen && (
        <div role="tabpanel" id="tab-panel" aria-labelledby={`tab-${chosen.key}`} className="tab-panel">
          {chosen.children}
        </div>
      )}
    </>
  );
}
