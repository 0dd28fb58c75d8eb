import { useT } from '@/i18n/phone';
import type { Outgoing } from './outbox';
import { outbox } from './store';

/** What was done here and has not reached the server, and what was not accepted, with the reason and what can be done. */
export function Pending({ items, say }: { items: Outgoing[]; say: (o: Outgoing) => string }) {
  const { t } = useT();
  if (items.length === 0) return null;
  return (
    <ul className="pending">
      {items.map((o) =>
        o.state === 'refused' ? (
          <li key={o.id} className="problem" data-refused>
            <span role="alert">{t('mobile.refused', { why: o.why ?? '' })}</span>
            <span className="pending-acts">
              <button type="button" className="plain" onClick={() => void outbox.retry(o.id)}>
                {t('mobile.retry')}
              </button>
              <button type="button" className="plain" onClick={() => void outbox.discard(o.id)}>
                {t('mobile.discard')}
              </button>
            </span>
          </li>
        ) : (
          <li key={o.id}>
            <span role="status">{say(o)}</span>
          </li>
        ),
      )}
    </ul>
  );
}
