import { useEffect, useRef, type ReactNode } from 'react';
import type { InboxItem } from '@/api/types';
import { useT, type T } from '@/i18n/desk';
import { useAreaName } from '@/kit/area-name';
import { shanghai } from '@/kit/time';
import { Countdown, spanText, TimeText } from '@/kit/time-text';
import { dueOf, nearnessOf } from './due';

/** The heading under which a to-do stands when they are grouped by day: overdue, a date, or no limit. */
export function dayOf(i: InboxItem, now: number, t: T): string {
  const due = dueOf(i.case.due_at);
  if (due === undefined) return t('casework.noLimit');
  if (due < now) return t('casework.near_over');
  const day = shanghai(due, 'day');
  if (day === shanghai(now, 'day')) return t('casework.today', { day });
  if (day === shanghai(now + 86_400_000, 'day')) return t('casework.tomorrow', { day });
  return day;
}

/** Splits what is in order into runs with the same heading. */
export function runsOf<I>(items: I[], head: (i: I) => string): { head: string; items: I[] }[] {
  const runs: { head: string; items: I[] }[] = [];
  for (const i of items) {
    const h = head(i);
    const last = runs.at(-1);
    if (last?.head === h) last.items.push(i);
    else runs.push({ head: h, items: [i] });
  }
  return runs;
}

/** Moves the focus among the links of a list: j or the arrow down to the next, k or up to the one before. Enter is the link's own. */
export function useListKeys() {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const press = (e: KeyboardEvent) => {
      const on = e.target as HTMLElement | null;
      if (e.ctrlKey || e.metaKey || e.altKey || on?.closest('input, textarea, select, [role="combobox"], [role="dialog"]')) return;
      const inList = on?.closest('[data-row]') !== null && list.current?.contains(on);
      const step = e.key === 'j' || (inList && e.key === 'ArrowDown') ? 1 : e.key === 'k' || (inList && e.key === 'ArrowUp') ? -1 : 0;
      if (step === 0) return;
      const links = [...(list.current?.querySelectorAll<HTMLElement>('[data-row] a') ?? [])];
      const at = links.indexOf(document.activeElement as HTMLElement);
      const to = links[at < 0 ? 0 : at + step];
      if (!to) return;
      e.preventDefault();
      to.focus();
      to.scrollIntoView?.({ block: 'nearest' });
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
  return list;
}

export function InboxList(props: {
  rows: InboxItem[];
  now: number;
  byDay: boolean;
  procedure: (name: string) => string;
  link: (i: InboxItem, children: ReactNode) => ReactNode;
}) {
  const { t } = useT();
  const list = useListKeys();
  const runs = props.byDay ? runsOf(props.rows, (i) => dayOf(i, props.now, t)) : [{ head: '', items: props.rows }];
  return (
    <div ref={list}>
      {runs.map((run) => (
        <section key={run.head}>
          {run.head && <h2 className="day-head num">{run.head}</h2>}
          <ul className="todos">
            {run.items.map((i) => (
              <Row key={i.case.id} i={i} {...props} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function Row({ i, now, procedure, link }: { i: InboxItem; now: number; procedure: (name: string) => string; link: (i: InboxItem, children: ReactNode) => ReactNode }) {
  const { t, say } = useT();
  const areaName = useAreaName();
  const near = nearnessOf(i.case.due_at, now);
  return (
    <li className={`todo todo-${near}`} data-row={i.case.id}>
      <span className="todo-due">
        <span className={`tag near-${near}`}>{t(`casework.near_${near}`)}</span>
        {near === 'over' && <b className="num overdue">{spanText(now - (dueOf(i.case.due_at) ?? now), t)}</b>}
        {(near === 'soon' || near === 'later') && <Countdown at={i.case.due_at} />}
      </span>
      <span className="todo-what">
        {link(
          i,
          <>
            {i.sign && <span className="tag tag-blue">{t('casework.toSign')}</span>}
            <b>{say(i.todo)}</b>
            <span>{i.case.title}</span>
          </>,
        )}
        <span className="faint todo-where">
          <span>{procedure(i.case.procedure)}</span>
          <span>{say(i.stage)}</span>
          <span>{areaName(i.case.area)}</span>
        </span>
      </span>
      <span className="faint todo-since">
        {t('casework.since')} <TimeText at={i.case.changed_at} style="short" />
      </span>
    </li>
  );
}
