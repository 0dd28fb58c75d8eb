import { useRef, useState } from 'react';
import type { FieldMessage } from '@/api/field';
import { useT } from '@/i18n/phone';
import { shanghai } from '@/kit/time';
import { outbox, useOnline, useOutbox } from '../store';
import { placeNow, type Where } from '../where';
import { say, sayingOf, sayings } from './store';

const hold = 2000;

/** The call for help: held for two seconds, by finger or key, so that no glove does it by chance. */
export function MaydayButton({ person, task, where, persons }: { person: string; task: string | undefined; where: Where | undefined; persons: number | undefined }) {
  const { t } = useT();
  const [holding, setHolding] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const call = async () => {
    setHolding(false);
    navigator.vibrate?.(600);
    await say(person, { form: 'mayday', ...(task ? { task } : {}), values: { what: 'help', ...(persons ? { persons } : {}) } }, { where, label: t('field.mayday'), urgent: true });
    const exact = await placeNow(where); // goes after it: the call waits for no satellite
    if (exact) await say(person, { form: 'position', ...(task ? { task } : {}), values: {} }, { where: exact, label: t('field.mayday'), urgent: true });
  };
  const start = () => {
    if (timer.current) return;
    setHolding(true);
    timer.current = setTimeout(() => {
      timer.current = undefined;
      void call();
    }, hold);
  };
  const stop = () => {
    clearTimeout(timer.current);
    timer.current = undefined;
    setHolding(false);
  };
  const key = (e: React.KeyboardEvent) => e.key === ' ' || e.key === 'Enter';
  return (
    <div className="mayday-bar">
      <button
        type="button"
        className={`mayday ${holding ? 'holding' : ''}`}
        data-act="mayday"
        onPointerDown={start}
        onPointerUp={stop}
        onPointerLeave={stop}
        onPointerCancel={stop}
        onKeyDown={(e) => key(e) && start()}
        onKeyUp={(e) => key(e) && stop()}
        onBlur={stop}
        onContextMenu={(e) => e.preventDefault()}
      >
        <span>{t(holding ? 'field.maydayHolding' : 'field.maydayHold')}</span>
      </button>
    </div>
  );
}

/** How the person's call for help stands, wherever they are on the page, and how it is ended. */
export function MaydayCard({ person, messages, where, onShort }: { person: string; messages: FieldMessage[]; where: Where | undefined; onShort: () => void }) {
  const { t } = useT();
  const online = useOnline();
  const mine = sayings(useOutbox(), person);
  const waits = mine.filter((o) => sayingOf(o).form === 'mayday');
  const ending = mine.find((o) => sayingOf(o).form === 'safe');
  const open = messages.find((m) => m.form === 'mayday' && (m.state === 'open' || m.state === 'answered'));
  if ((waits.length === 0 && !open) || ending) return null;
  const end = async (why: 'safe' | 'slip') => {
    let taken = !open;
    for (const o of waits) taken = (await outbox.takeBack(o.id)) && taken;
    if (!taken) await say(person, { form: 'safe', values: { why } }, { where, label: t(why === 'slip' ? 'field.maydaySlip' : 'field.maydaySafe'), urgent: true });
  };
  return (
    <section className="mayday-card" role="alert" data-mayday={open?.state ?? 'waiting'}>
      <b>{t('field.mayday')}</b>
      <p>
        {open?.state === 'answered'
          ? t('field.maydayAnswered', { who: open.answered_by, at: shanghai(open.answered_at, 'clock'), text: open.answer })
          : open
            ? t(open.unanswered_since ? 'field.maydayAlone' : 'field.maydaySent')
            : t(online ? 'field.maydayKept' : 'field.maydayOff')}
      </p>
      {!open && !online && (
        <button type="button" className="second" data-do="short" onClick={onShort}>
          {t('field.shortOpen')}
        </button>
      )}
      <div className="two">
        <button type="button" className="second" data-act="mayday-slip" onClick={() => void end('slip')}>
          {t('field.maydaySlip')}
        </button>
        <button type="button" className="second" data-act="mayday-safe" onClick={() => void end('safe')}>
          {t('field.maydaySafe')}
        </button>
      </div>
    </section>
  );
}
