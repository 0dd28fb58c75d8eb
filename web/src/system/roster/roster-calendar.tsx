import { Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import type { RosterView, Shift } from '@/api/duty';
import { useT } from '@/i18n/desk';
import { shanghai } from '@/kit/time';
import { monthSpan } from './month';
import { useAct } from './use-act';

/** The days of a week from Monday on, as the language writes them above a calendar. */
function heads(language: string): string[] {
  const word = new Intl.DateTimeFormat(language === 'en' ? 'en' : 'zh-CN', { weekday: language === 'en' ? 'short' : 'narrow', timeZone: 'UTC' });
  return Array.from({ length: 7 }, (_, i) => word.format(Date.UTC(2024, 0, 1 + i)));
}

/** The days of a month, each with how many blank boxes stand before the first. */
export function daysOf(month: string): { blanks: number; days: string[] } {
  const [from, to] = monthSpan(month);
  const n = Number(to.slice(-2));
  return { blanks: (new Date(`${from}T00:00:00Z`).getUTCDay() + 6) % 7, days: Array.from({ length: n }, (_, i) => `${month}-${String(i + 1).padStart(2, '0')}`) };
}

/** A month of shifts. A shift that has not begun may be dragged onto another of its role, or pressed, to ask for a swap. */
export function RosterCalendar({ view, month }: { view: RosterView; month: string }) {
  const { t, lang } = useT();
  const { blanks, days } = daysOf(month);
  const [asking, setAsking] = useState<{ shift: Shift; other?: Shift }>();
  const [dragged, setDragged] = useState<Shift>();
  const today = shanghai(Date.now(), 'day');
  const mayAsk = (s: Shift) => Date.parse(s.starts_at) > Date.now() && (view.keeper || s.contact === view.mine);
  return (
    <>
      <p className="faint">{t('duty.swapHint')}</p>
      <div className="month">
        {heads(lang).map((h) => (
          <div key={h} className="month-head">
            {h}
          </div>
        ))}
        {Array.from({ length: blanks }, (_, i) => (
          <div key={i} className="day blank" />
        ))}
        {days.map((d) => {
          const shifts = view.shifts.filter((s) => s.day === d);
          const kind = shifts[0]?.kind;
          const off = kind ? kind !== 'workday' : [0, 6].includes(new Date(`${d}T00:00:00Z`).getUTCDay());
          return (
            <div key={d} className={`day${off ? ' off' : ''}${d === today ? ' today' : ''}${shifts.length > 0 ? '' : d >= today ? ' hollow' : ' bygone'}`}>
              <div className="day-no">
                <span className="num">{Number(d.slice(-2))}</span>
                {kind === 'holiday' && <span>{t('duty.holiday')}</span>}
              </div>
              {shifts.length === 0 && <small className="faint">{t('duty.empty')}</small>}
              {shifts.map((s) => (
                <ShiftChip
                  key={s.id}
                  s={s}
                  mine={s.contact === view.mine}
                  free={mayAsk(s)}
                  onPress={() => setAsking({ shift: s })}
                  onDrag={() => setDragged(s)}
                  onDrop={() => {
                    if (dragged && dragged.id !== s.id && dragged.role === s.role) setAsking({ shift: dragged, other: s });
                  }}
                />
              ))}
            </div>
          );
        })}
      </div>
      {asking && <SwapDialog view={view} {...asking} onClose={() => setAsking(undefined)} />}
    </>
  );
}

function ShiftChip(props: { s: Shift; mine: boolean; free: boolean; onPress: () => void; onDrag: () => void; onDrop: () => void }) {
  const { t } = useT();
  const { s } = props;
  const [over, setOver] = useState(false);
  return (
    <button
      type="button"
      className={`shift ${s.role}${props.mine ? ' mine' : ''}${over ? ' over' : ''}`}
      draggable={props.free}
      disabled={!props.free}
      onClick={props.onPress}
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
      title={`${shanghai(s.starts_at, 'short')} – ${shanghai(s.ends_at, 'short')}`}
    >
      <span>{s.substitute ? `${s.substitute.name}（${t('duty.substitute')}）` : s.who.name}</span>
      <small className="faint num">{shanghai(s.starts_at, 'minute').slice(11)}</small>
    </button>
  );
}

function SwapDialog({ view, shift, other, onClose }: { view: RosterView; shift: Shift; other?: Shift; onClose: () => void }) {
  const { t } = useT();
  const [withShift, setWith] = useState(other?.id);
  const [reason, setReason] = useState('');
  const [busy, act] = useAct();
  const choices = view.shifts.filter((s) => s.role === shift.role && s.contact !== shift.contact && Date.parse(s.starts_at) > Date.now());
  const ask = async () => {
    const ok = await act(() => body(api.POST('/api/duty/swaps', { body: { shift: shift.id, other: withShift, reason } })), t('duty.swapAsked'));
    if (ok) onClose();
  };
  return (
    <Modal open title={`${t('duty.swap')}：${shift.day} ${shift.who.name}`} okButtonProps={{ disabled: !withShift || !reason.trim() }} confirmLoading={busy} onOk={() => void ask()} onCancel={onClose}>
      <div className="stack">
        <Select value={withShift} onChange={setWith} placeholder={t('duty.swapWith')} aria-label={t('duty.swapWith')} style={{ width: '100%' }} options={choices.map((s) => ({ value: s.id, label: `${s.day} ${s.who.name}` }))} />
        <Input value={reason} onChange={(e) => setReason(e.target.value)} placeholder={t('duty.reason')} aria-label={t('duty.reason')} maxLength={200} />
      </div>
    </Modal>
  );
}
