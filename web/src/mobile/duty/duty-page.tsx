import { useState } from 'react';
import type { Mine } from '@/api/duty';
import { idempotencyKey } from '@/api/idempotency';
import { useT } from '@/i18n/phone';
import { shanghai } from '@/kit/time';
import { Frame, type Who } from '../frame';
import { outbox, useOutbox } from '../store';
import { Calls } from './calls';
import { PushCard } from './push-card';
import type { KnownDuty } from './store';

/** The duty of who is signed in, on the phone: calls, shifts with their hand-over, posts with their documents. */
export function DutyPage({ known, who, onBack }: { known: KnownDuty; who: Who; onBack: () => void }) {
  const { t } = useT();
  const m = known.mine;
  return (
    <Frame who={who} title={t('call.duty')} stale={!known.fresh && m !== undefined} onBack={onBack}>
      <div data-duty>
        {!m ? (
          <div className="wait" role="status" />
        ) : (
          <>
            <Calls mine={m} person={who.person} />
            {!m.contact.id && (
              <div className="none">
                <b>{t('call.noContact')}</b>
                <span>{t('call.noContactHint')}</span>
              </div>
            )}
            {m.contact.id && <Shifts m={m} person={who.person} />}
            <PushCard />
            {m.contact.id && <Posts m={m} />}
          </>
        )}
      </div>
    </Frame>
  );
}

function Shifts({ m, person }: { m: Mine; person: string }) {
  const { t } = useT();
  const now = Date.now();
  const list = m.shifts.filter((s) => Date.parse(s.ends_at) > now || !s.given).slice(0, 12);
  return (
    <>
      <h2>{t('call.shifts')}</h2>
      {list.length === 0 && <p className="stale">{t('call.shiftsNone')}</p>}
      {list.map((s) => (
        <Shift key={s.id} s={s} person={person} now={now} />
      ))}
    </>
  );
}

function Shift({ s, person, now }: { s: Mine['shifts'][number]; person: string; now: number }) {
  const { t } = useT();
  const [writing, setWriting] = useState(false);
  const [note, setNote] = useState('');
  const waiting = useOutbox().find((o) => o.task === `shift:${s.id}`);
  const begun = Date.parse(s.starts_at) <= now;
  const on = begun && Date.parse(s.ends_at) > now;
  const give = async () => {
    await outbox.add({ id: idempotencyKey(), person, task: `shift:${s.id}`, at: Date.now(), state: 'waiting', request: { path: `/api/duty/shifts/${s.id}/note`, json: { note }, label: t('call.handOver') } });
    setWriting(false);
  };
  return (
    <div className="card">
      <span className="card-top">
        <b>
          {shanghai(s.starts_at, 'short')} – {shanghai(s.ends_at, 'short')}
        </b>
        {on && <span className="stage stage-accepted">{t('call.onNow')}</span>}
      </span>
      <span className="card-text">
        {t(s.role === 'leader' ? 'call.leader' : 'call.officer')} · {s.title}
        {s.for && ` · ${t('call.standFor', { name: s.for.name })}`}
      </span>
      {s.given && <span className="good">✓ {t('call.handed')}</span>}
      {waiting && <span className={waiting.state === 'refused' ? 'problem' : 'waiting'}>{waiting.state === 'refused' ? t('mobile.refused', { why: waiting.why ?? '' }) : t('mobile.queued')}</span>}
      {begun && !s.given && !waiting && !writing && (
        <button type="button" className="second" onClick={() => setWriting(true)}>
          {t('call.handOver')}
        </button>
      )}
      {writing && (
        <>
          <textarea rows={3} value={note} maxLength={2000} aria-label={t('call.handOver')} placeholder={t('call.noteHint')} onChange={(e) => setNote(e.target.value)} />
          <button type="button" className="big" disabled={!note.trim()} onClick={() => void give()}>
            {t('mobile.send')}
          </button>
        </>
      )}
    </div>
  );
}

function Posts({ m }: { m: Mine }) {
  const { t } = useT();
  return (
    <>
      <h2>{t('call.posts', { n: m.posts.length })}</h2>
      {m.posts.map((p) => (
        <div key={p.id} className="card past">
          <span className="card-top">
            <b>{p.title}</b>
          </span>
          <span className="card-text">
            {p.doc_organ} {p.doc_number}
          </span>
          <span className="card-foot">
            {p.from} – {p.to || t('call.open')}
          </span>
        </div>
      ))}
    </>
  );
}
