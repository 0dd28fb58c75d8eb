import { Button, Input, Space } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import type { RosterView } from '@/api/duty';
import { useMay, useSession } from '@/app/session';
import { useT } from '@/i18n/desk';
import { Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { useAct } from './use-act';

type Move = 'accepted' | 'refused' | 'withdrawn' | 'approved';

/** What shifts handed over, the newest first; the one that nobody has taken over yet has a button. */
export function Notes({ view }: { view: RosterView }) {
  const { t } = useT();
  const me = useSession().data?.person.id;
  const serves = useMay('duty.shift.serve');
  const [note, setNote] = useState('');
  const [busy, act] = useAct();
  const now = Date.now();
  const current = view.shifts.find((s) => s.role === 'officer' && Date.parse(s.starts_at) <= now && Date.parse(s.ends_at) > now);
  const mine = serves && current && (view.keeper || current.contact === view.mine) && !view.notes.some((n) => n.shift === current.id);
  return (
    <div className="stack">
      {mine && (
        <>
          <Input.TextArea rows={3} value={note} onChange={(e) => setNote(e.target.value)} placeholder={t('duty.noteHint')} aria-label={t('duty.giveNote')} maxLength={2000} />
          <Button
            disabled={!note.trim()}
            loading={busy}
            onClick={() => void act(() => body(api.POST('/api/duty/shifts/{id}/note', { params: { path: { id: current.id } }, body: { note } }))).then((ok) => ok && setNote(''))}
          >
            {t('duty.giveNote')}
          </Button>
        </>
      )}
      {view.notes.length === 0 && !mine && <Nothing />}
      <ul className="faults">
        {view.notes.slice(0, 8).map((n) => (
          <li key={n.id}>
            <div>{n.note}</div>
            <small className="faint">
              {n.given_name} <TimeText at={n.given_at} style="short" /> · {n.taken_at ? t('duty.takenBy', { name: n.taken_name }) : t('duty.notTaken')}
            </small>{' '}
            {!n.taken_at && serves && n.given_by !== me && (
              <Button size="small" type="primary" loading={busy} onClick={() => void act(() => body(api.POST('/api/duty/notes/{id}/take', { params: { path: { id: n.id } }, body: { note: '' } })))}>
                {t('duty.take')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Swaps that are under way or were settled, with what the person may do to each. */
export function Swaps({ view }: { view: RosterView }) {
  const { t } = useT();
  const [busy, act] = useAct();
  const move = (id: string, to: Move) => void act(() => body(api.POST('/api/duty/swaps/{id}/{move}', { params: { path: { id, move: to } } })));
  if (view.swaps.length === 0) return <Nothing />;
  return (
    <ul className="faults">
      {view.swaps.slice(0, 8).map((s) => {
        const open = s.state === 'asked' || s.state === 'accepted';
        return (
          <li key={s.id}>
            <span className="tag">{t(`duty.${s.state}`)}</span> {s.asker_who.name} {s.day} ⇄ {s.taker_who.name} {s.other_day}
            <small className="faint"> {s.reason}</small>
            <Space size={4}>
              {s.state === 'asked' && (view.keeper || s.taker === view.mine) && (
                <Button size="small" loading={busy} onClick={() => move(s.id, 'accepted')}>
                  {t('duty.accept')}
                </Button>
              )}
              {s.state === 'accepted' && view.keeper && (
                <Button size="small" type="primary" loading={busy} onClick={() => move(s.id, 'approved')}>
                  {t('duty.approve')}
                </Button>
              )}
              {open && (view.keeper || (s.state === 'asked' && s.taker === view.mine)) && (
                <Button size="small" danger type="text" loading={busy} onClick={() => move(s.id, 'refused')}>
                  {t('duty.refuse')}
                </Button>
              )}
              {open && s.asker === view.mine && (
                <Button size="small" type="text" loading={busy} onClick={() => move(s.id, 'withdrawn')}>
                  {t('duty.withdraw')}
                </Button>
              )}
            </Space>
          </li>
        );
      })}
    </ul>
  );
}

/** How evenly the month is shared. */
export function FairTable({ view }: { view: RosterView }) {
  const { t } = useT();
  if (view.fair.length === 0) return <Nothing />;
  return (
    <table className="fair" style={{ width: '100%' }}>
      <thead>
        <tr className="faint">
          <th style={{ textAlign: 'left' }}>{t('duty.person')}</th>
          <th>{t('duty.workday')}</th>
          <th>{t('duty.weekend')}</th>
          <th>{t('duty.holiday')}</th>
          <th>{t('duty.hours')}</th>
        </tr>
      </thead>
      <tbody>
        {view.fair.map((f) => (
          <tr key={f.who.id} className="num" style={{ textAlign: 'center' }}>
            <td style={{ textAlign: 'left' }}>{f.who.name}</td>
            <td>{f.workday}</td>
            <td>{f.weekend}</td>
            <td>{f.holiday}</td>
            <td>{f.hours}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
