import type { ReactNode } from 'react';

/** The head of a page: its title, a short fact beside it, and the acts on the right. */
export function PageHead({ title, note, children }: { title: ReactNode; note?: ReactNode; children?: ReactNode }) {
  return (
    <header className="page-head">
      <h1>{title}</h1>
      {note && <span className="page-note">{note}</span>}
      <div className="page-acts">{children}</div>
    </header>
  );
}

/** A titled box. One that scrolls can be scrolled with the keyboard, whatever is in it. */
export function Panel(props: {
  title?: ReactNode;
  extra?: ReactNode;
  className?: string;
  children: ReactNode;
  scroll?: boolean;
}) {
  return (
    <section className={`panel ${props.className ?? ''}`}>
      {props.title && (
        <header className="panel-head">
          <h2>{props.title}</h2>
          {props.extra && <div className="panel-extra">{props.extra}</div>}
        </header>
      )}
      <div className={props.scroll ? 'panel-body scroll' : 'panel-body'} tabIndex={props.scroll ? 0 : undefined}>
        {props.children}
      </div>
    </section>
  );
}

/** Name and value pairs in a grid. */
export function Facts({ items }: { items: [name: ReactNode, value: ReactNode][] }) {
  return (
    <dl className="facts">
      {items.map(([name, value], i) => (
        <div key={i}>
          <dt>{name}</dt>
          <dd>{value === undefined || value === null || value === '' ? '–' : value}</dd>
        </div>
      ))}
    </dl>
  );
}
