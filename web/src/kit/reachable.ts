import { useEffect } from 'react';

/** The boxes in which wide tables scroll sideways. */
const boxes = '.ant-table-content';

function mark(all: Iterable<Element>) {
  for (const e of all) {
    if (!(e instanceof HTMLElement)) continue;
    const scrolls = e.scrollWidth > e.clientWidth;
    if (scrolls && e.tabIndex !== 0) e.tabIndex = 0;
    else if (!scrolls && e.tabIndex === 0) e.removeAttribute('tabindex');
  }
}

/** Lets whoever has no mouse scroll the tables that are wider than their place: those, and only those, take the focus. */
export function useReachableTables() {
  useEffect(() => {
    const sized = new ResizeObserver((list) => mark(list.map((x) => x.target.closest(boxes) ?? x.target)));
    const known = new WeakSet<Element>();
    const find = () => {
      for (const e of document.querySelectorAll(boxes)) {
        if (!known.has(e)) {
          known.add(e);
          sized.observe(e);
          if (e.firstElementChild) sized.observe(e.firstElementChild);
        }
      }
    };
    let frame = 0;
    const changed = new MutationObserver(() => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(find);
    });
    changed.observe(document.body, { childList: true, subtree: true });
    find();
    return () => {
      changed.disconnect();
      sized.disconnect();
      cancelAnimationFrame(frame);
    };
  }, []);
}
