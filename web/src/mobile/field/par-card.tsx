import { useEffect, useRef, useState } from 'react';
import type { FieldKind, ParState } from '@/api/field';
import { useT } from '@/i18n/phone';
import { useNow } from '@/kit/use-now';
import { useOutbox } from '../store';
import type { Where } from '../where';
import { stopwatch } from '@/kit/stopwatch';
import { SaySheet } from './sheet';
import { say, sayingOf, sayings } from './store';

interface Props {
  par: ParState;
  kind: FieldKind;
  person: string;
  where: Where | undefined;
  /** What the server's clock is ahead of this phone's, in milliseconds. */
  ahead: number;
}

/** The clock of a crew in danger, and the three things to say of it. A count that waits here winds the clock already. */
export function ParCard({ par: p, kind, person, where, ahead }: Props) {
  const { t } = useT();
  const now = useNow() + ahead;
  const [asking, setAsking] = useState<'short' | 'ok'>();
  const waits = sayings(useOutbox(), person).filter((o) => o.state !== 'refused' && sayingOf(o).form === 'par' && sayingOf(o).task === p.task);
  const counted = waits.reduce((at, o) => Math.max(at, Date.parse(sayingOf(o).at) + ahead), 0);
  const due = Math.max(Date.parse(p.due_at), counted ? counted + p.minutes * 60_000 : 0);
  const left = due - now;
  const state = left <= 0 ? 'over' : due - Date.parse(p.due_at) === 0 && now >= Date.parse(p.warn_at) ? 'soon' : 'good';
  const buzzed = useRef('');
  useEffect(() => {
    if (state === 'good' || buzzed.current === state) return;
    buzzed.current = state;
    navigator.vibrate?.(state === 'over' ? [400, 150, 400, 150, 400] : [300, 150, 300]);
  }, [state]);
  const count = (what: string, persons: number, text?: string) =>
    void say(person, { form: 'par', task: p.task, values: { say: what, persons, ...(text ? { text } : {}) } }, { where, label: t(what === 'ok' ? 'field.parOk' : what === 'out' ? 'field.parOut' : 'field.parShort'), urgent: what === 'short' });
  return (
    <section className={`par par-${state}`} data-par={p.id} data-state={state} aria-label={t('field.par')}>
      <div className="par-top">
        <b>{p.task_title}</b>
        <span>{t('field.parOf', { n: p.persons })}</span>
      </div>
      <div className="par-clock" role={state === 'good' ? undefined : 'alert'}>
        {left > 0 ? t('field.parLeft', { t: stopwatch(left) }) : t('field.parOver', { t: stopwatch(-left) })}
      </div>
      {p.short && counted === 0 && <p className="problem">{t('field.parShortNow')}</p>}
      {waits.length > 0 && <p className="par-wait">{t('field.waiting', { n: waits.length })}</p>}
      <button type="button" className="big par-ok" data-act="par-ok" onClick={() => count('ok', p.persons)}>
        {t('field.parOk')} {p.persons}
      </button>
      <div className="two">
        <button type="button" className="danger" data-act="par-short" onClick={() => setAsking('short')}>
          {t('field.parShort')}
        </button>
        <button type="button" className="second" data-act="par-out" onClick={() => count('out', p.persons)}>
          {t('field.parOut')}
        </button>
      </div>
      {asking && (
        <SaySheet
          kind={kind}
          title={{ zh: t('field.parShort'), en: t('field.parShort') }}
          only={['persons', 'text']}
          onClose={() => setAsking(undefined)}
          onDone={(v) => {
            count('short', Number(v.persons ?? 0), v.text as string | undefined);
            setAsking(undefined);
          }}
        />
      )}
    </section>
  );
}
