import { Select } from 'antd';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { Cell, Draft, PlanWarning, Pattern } from '@/api/duty';
import { useT } from '@/i18n/desk';
import { byPlace, placeOf, type PlanAct } from './draft';
import { weekday } from './month';

const steps: Record<string, [row: number, column: number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

interface Props {
  draft: Draft;
  cells: Cell[];
  pattern: Pattern;
  act: (a: PlanAct) => void;
}

/** The month as a table: a row a day, a column a turn. A cell is changed by choosing, by dragging another onto it, or by keys. */
export function PlanTable({ draft, cells, pattern, act }: Props) {
  const { t, say, lang } = useT();
  const [open, setOpen] = useState('');
  const dragged = useRef('');
  const table = useRef<HTMLTableElement>(null);
  const columns = [...pattern.leaders.map((s) => ({ role: 'leader' as const, slot: s })), ...pattern.officers.map((s) => ({ role: 'officer' as const, slot: s }))];
  const warned = byPlace(draft.warnings);
  const started = new Set(draft.warnings.filter((w) => w.kind === 'started').map(placeOf));
  const key = (e: KeyboardEvent, row: number, column: number, at: string) => {
    const step = steps[e.key];
    if (step) {
      e.preventDefault();
      table.current?.querySelector<HTMLElement>(`[data-cell="${row + step[0]}.${column + step[1]}"]`)?.focus();
    } else if (e.key === 'Delete' || e.key === 'Backspace') {
      e.preventDefault();
      act({ do: 'set', at, contact: '' });
    } else if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 'z') {
      e.preventDefault();
      act({ do: e.shiftKey ? 'redo' : 'undo' });
    }
  };
  const drop = (at: string) => {
    const from = dragged.current;
    dragged.current = '';
    if (from && from !== at && !started.has(at)) act({ do: 'swap', at: from, with: at });
  };
  return (
    <table className="plan" ref={table}>
      <thead>
        <tr>
          <th>{t('duty.day')}</th>
          {columns.map((c) => (
            <th key={`${c.role} ${c.slot.name}`}>
              {t(`duty.${c.role}`)}
              <small className="faint"> {say(c.slot.title)}</small>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {draft.days.map((d, row) => (
          <tr key={d.day} className={d.kind === 'workday' ? '' : 'off'}>
            <th scope="row">
              <span className="num">{d.day.slice(5)}</span> {weekday(d.day, lang)}
              {d.kind === 'holiday' && <span className="tag tag-red">{d.why || t('duty.holiday')}</span>}
              {d.work && (
                <span className="tag" title={d.why}>
                  {t('duty.worked')}
                </span>
              )}
            </th>
            {columns.map((c, column) => {
              const at = placeOf({ day: d.day, role: c.role, slot: c.slot.name });
              const cell = cells.find((x) => placeOf(x) === at);
              return (
                <td key={at}>
                  <CellBox
                    at={`${row}.${column}`}
                    contact={cell?.contact ?? ''}
                    label={`${d.day} ${t(`duty.${c.role}`)} ${say(c.slot.title)}`}
                    draft={draft}
                    warnings={warned.get(at) ?? []}
                    open={open === at}
                    onOpen={(o) => setOpen(o ? at : '')}
                    onSet={(contact) => act({ do: 'set', at, contact })}
                    onKey={(e) => key(e, row, column, at)}
                    onDrag={() => (dragged.current = at)}
                    onDrop={() => drop(at)}
                  />
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function CellBox(props: {
  at: string;
  contact: string;
  label: string;
  draft: Draft;
  warnings: PlanWarning[];
  open: boolean;
  onOpen: (open: boolean) => void;
  onSet: (contact: string) => void;
  onKey: (e: KeyboardEvent) => void;
  onDrag: () => void;
  onDrop: () => void;
}) {
  const { t, say } = useT();
  const [over, setOver] = useState(false);
  const box = useRef<HTMLButtonElement>(null);
  const was = useRef(false);
  useEffect(() => {
    if (was.current && !props.open) box.current?.focus();
    was.current = props.open;
  }, [props.open]);
  const name = props.draft.people.find((p) => p.id === props.contact)?.name;
  if (props.open) {
    return (
      <Select
        autoFocus
        defaultOpen
        allowClear
        size="small"
        style={{ width: '100%' }}
        value={props.contact || undefined}
        aria-label={props.label}
        showSearch={{ optionFilterProp: 'label' }}
        options={props.draft.people.map((p) => ({ value: p.id, label: p.name }))}
        onChange={(v: string | undefined) => {
          props.onSet(v ?? '');
          props.onOpen(false);
        }}
        onBlur={() => props.onOpen(false)}
        onKeyDown={(e) => e.key === 'Escape' && props.onOpen(false)}
      />
    );
  }
  const worst = props.warnings[0];
  return (
    <button
      ref={box}
      type="button"
      data-cell={props.at}
      className={`plan-cell${name ? '' : ' nobody'}${worst ? ` warn-${worst.kind}` : ''}${over ? ' over' : ''}`}
      draggable
      aria-label={`${props.label}: ${name ?? t('duty.empty')}${worst ? `, ${say(worst.text)}` : ''}`}
      title={props.warnings.map((w) => say(w.text)).join('\n')}
      onClick={() => props.onOpen(true)}
      onKeyDown={props.onKey}
      onDragStart={props.onDrag}
      onDragOver={(e) => {
        e.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={() => {
        setOver(false);
        props.onDrop();
      }}
    >
      {name ?? t('duty.empty')}
      {worst && <small>{t(`duty.warn_${worst.kind.replace('-', '') as 'gap'}`)}</small>}
    </button>
  );
}
