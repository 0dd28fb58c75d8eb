import type { Mine } from '@/api/duty';
import { useT } from '@/i18n/phone';
import { shanghai } from '@/kit/time';
import { outbox, useOutbox } from '../store';
import { chainOf, shownCalls, type Standing } from './standing';
import { acknowledge } from './store';

/** The calls that ring the person, with one press to answer, and how those of the last hours ended. */
export function Calls({ mine, person }: { mine: Mine | undefined; person: string }) {
  const waiting = useOutbox().filter((o) => o.person === person);
  const list = shownCalls(mine, waiting, Date.now());
  if (list.length === 0) return null;
  return (
    <section className="calls">
      {list.map(({ call, is }) => (
        <CallCard key={call.id} call={call} is={is} person={person} why={waiting.find((o) => o.task === chainOf(call.id))?.why} />
      ))}
    </section>
  );
}

function CallCard({ call: c, is, person, why }: { call: Mine['calls'][number]; is: Standing; person: string; why?: string }) {
  const { t } = useT();
  const loud = is === 'rings';
  const stuck = useOutbox().find((o) => o.task === chainOf(c.id) && o.state === 'refused');
  return (
    <div className={`card call ${loud ? 'call-rings' : ''}`} data-call={c.id} data-standing={is} role={loud ? 'alert' : undefined}>
      <span className="card-top">
        <b>{c.why}</b>
      </span>
      <span className="card-foot">
        {c.started_name} · {shanghai(c.started_at, 'short')}
      </span>
      {loud && (
        <button type="button" className="big danger-big" data-act="acknowledge" onClick={() => void acknowledge(person, c, t('call.received'))}>
          {t('call.received')}
        </button>
      )}
      {is === 'kept' && (
        <span className="waiting" role="status">
          {t('call.kept')}
        </span>
      )}
      {is === 'mine' && (
        <span className="good" role="status">
          ✓ {t('call.mine', { at: shanghai(c.targets[0]?.answered_at ?? '', 'short') })}
        </span>
      )}
      {is === 'other' && <span>{t('call.other', { name: c.ended_name, at: shanghai(c.ended_at ?? '', 'short') })}</span>}
      {is === 'over' && <span>{t(c.state === 'stopped' ? 'call.stopped' : 'call.over', { name: c.ended_name })}</span>}
      {is === 'refused' && (
        <span className="problem" role="alert">
          {t('mobile.refused', { why: why ?? '' })}
          {stuck && (
            <span className="pending-acts">
              <button type="button" className="plain" onClick={() => void outbox.retry(stuck.id)}>
                {t('mobile.retry')}
              </button>
              <button type="button" className="plain" onClick={() => void outbox.discard(stuck.id)}>
                {t('mobile.discard')}
              </button>
            </span>
          )}
        </span>
      )}
    </div>
  );
}
