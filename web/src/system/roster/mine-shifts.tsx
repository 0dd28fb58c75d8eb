import { useQuery } from '@tanstack/react-query';
import { Button, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { shiftsQuery, type Mine } from '@/api/duty';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { Nothing } from '@/kit/states';
import { shanghai } from '@/kit/time';
import { useAct } from './use-act';

type MyShift = Mine['shifts'][number];

/** One's own shifts from yesterday on: the one that goes on is handed over, those to come can be swapped. */
export function MyShifts({ m }: { m: Mine }) {
  const { t } = useT();
  const serves = useMay('duty.shift.serve');
  const [asking, setAsking] = useState<{ shift: MyShift; what: 'swap' | 'note' }>();
  const [all, setAll] = useState(false);
  const now = Date.now();
  if (m.shifts.length === 0) return <Nothing title={t('duty.myShiftsNone')} />;
  const shown = all ? m.shifts : m.shifts.slice(0, 10);
  return (
    <>
      <ul className="faults" data-my-shifts>
        {shown.map((s) => {
          const [from, to] = [Date.parse(s.starts_at), Date.parse(s.ends_at)];
          const on = from <= now && now < to;
          const busy = m.swaps.some((w) => w.shift === s.id || w.other === s.id);
          return (
            <li key={s.id} className="chain-name">
              <span>
                {on && <span className="tag tag-red">{t('duty.onNow')}</span>} <b className="num">{shanghai(s.starts_at, 'short')}</b> – <span className="num">{shanghai(s.ends_at, 'short')}</span> {t(`duty.${s.role}`)}{' '}
                <span className="faint">{s.title}</span>
                {s.for && <small> {t('duty.standFor', { name: s.for.name })}</small>}
              </span>
              {serves && from <= now && !s.given && (
                <Button size="small" type={on ? 'primary' : 'default'} onClick={() => setAsking({ shift: s, what: 'note' })}>
                  {t('duty.giveNote')}
                </Button>
              )}
              {from <= now && s.given && <span className="faint">{t('duty.noteGiven')}</span>}
              {serves && from > now && !s.for && !busy && (
                <Button size="small" onClick={() => setAsking({ shift: s, what: 'swap' })}>
                  {t('duty.swap')}
                </Button>
              )}
              {busy && <span className="tag">{t('duty.swapUnderWay')}</span>}
            </li>
          );
        })}
      </ul>
      {m.shifts.length > shown.length && (
        <Button type="link" size="small" onClick={() => setAll(true)}>
          {t('kit.more')}
        </Button>
      )}
      {asking?.what === 'note' && <NoteDialog shift={asking.shift} onClose={() => setAsking(undefined)} />}
      {asking?.what === 'swap' && <SwapDialog shift={asking.shift} me={m.contact.id} onClose={() => setAsking(undefined)} />}
    </>
  );
}

function NoteDialog({ shift, onClose }: { shift: MyShift; onClose: () => void }) {
  const { t } = useT();
  const [note, setNote] = useState('');
  const [busy, act] = useAct();
  const give = async () => {
    if (await act(() => body(api.POST('/api/duty/shifts/{id}/note', { params: { path: { id: shift.id } }, body: { note } })))) onClose();
  };
  return (
    <Modal open title={`${t('duty.giveNote')}：${shift.title}`} okButtonProps={{ disabled: !note.trim() }} confirmLoading={busy} onOk={() => void give()} onCancel={onClose}>
      <Input.TextArea rows={4} value={note} onChange={(e) => setNote(e.target.value)} placeholder={t('duty.noteHint')} aria-label={t('duty.giveNote')} maxLength={2000} />
    </Modal>
  );
}

function SwapDialog({ shift, me, onClose }: { shift: MyShift; me: string; onClose: () => void }) {
  const { t } = useT();
  const until = shanghai(Date.parse(shift.starts_at) + 45 * 86_400_000, 'day');
  const view = useQuery(shiftsQuery(shift.roster, shanghai(Date.now(), 'day'), until));
  const [other, setOther] = useState<string>();
  const [reason, setReason] = useState('');
  const [busy, act] = useAct();
  const choices = (view.data?.shifts ?? []).filter((s) => s.role === shift.role && s.contact !== me && Date.parse(s.starts_at) > Date.now());
  const ask = async () => {
    if (await act(() => body(api.POST('/api/duty/swaps', { body: { shift: shift.id, other, reason } })), t('duty.swapAsked'))) onClose();
  };
  return (
    <Modal open title={`${t('duty.swap')}：${shift.day}`} okButtonProps={{ disabled: !other || !reason.trim() }} confirmLoading={busy} onOk={() => void ask()} onCancel={onClose}>
      <div className="stack">
        <Select value={other} onChange={setOther} loading={view.isPending} placeholder={t('duty.swapWith')} aria-label={t('duty.swapWith')} style={{ width: '100%' }} options={choices.map((s) => ({ value: s.id, label: `${s.day} ${s.who.name}` }))} />
        <Input value={reason} onChange={(e) => setReason(e.target.value)} placeholder={t('duty.reason')} aria-label={t('duty.reason')} maxLength={200} />
      </div>
    </Modal>
  );
}

/** Open swaps that wait for the person, or that they asked for. */
export function MySwaps({ m }: { m: Mine }) {
  const { t } = useT();
  const [busy, act] = useAct();
  const move = (id: string, to: 'accepted' | 'refused' | 'withdrawn') => void act(() => body(api.POST('/api/duty/swaps/{id}/{move}', { params: { path: { id, move: to } } })));
  return (
    <ul className="faults">
      {m.swaps.map((s) => (
        <li key={s.id} className="chain-name">
          <span>
            <span className="tag">{t(`duty.${s.state}`)}</span> {s.asker_who.name} {s.day} ⇄ {s.taker_who.name} {s.other_day} <small className="faint">{s.reason}</small>
          </span>
          <span>
            {s.state === 'asked' && s.taker === m.contact.id && (
              <>
                <Button size="small" type="primary" loading={busy} onClick={() => move(s.id, 'accepted')}>
                  {t('duty.accept')}
                </Button>{' '}
                <Button size="small" danger loading={busy} onClick={() => move(s.id, 'refused')}>
                  {t('duty.refuse')}
                </Button>
              </>
            )}
            {s.asker === m.contact.id && (
              <Button size="small" loading={busy} onClick={() => move(s.id, 'withdrawn')}>
                {t('duty.withdraw')}
              </Button>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
