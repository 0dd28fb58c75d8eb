import type { GivenOrder, ResponseView } from '@/api/response';
import { useT, type Key } from '@/i18n/desk';
import { Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { OneAct } from './response-tasks';

const words: Record<string, [Key, string]> = {
  calling: ['response.calling', 'tag-orange'],
  answered: ['response.stateAnswered', 'tag-ok'],
  unanswered: ['response.unanswered', 'tag-red'],
  missing: ['response.stateMissing', 'tag-red'],
  dropped: ['response.dropped', 'tag-plain'],
};

/** Who holds each role of the plans that run: by group, with the telephone and whether they have answered; and what goods and papers belong to it. */
export function ResponseBoard({ view, incident, mayEnter }: { view: ResponseView; incident: string; mayEnter: boolean }) {
  const { t } = useT();
  if (view.orders.length === 0) return <Nothing />;
  const plans = view.responses.map((r) => ({ r, orders: view.orders.filter((o) => o.plan === r.plan) }));
  return (
    <div className="stack">
      {plans.map(({ r, orders }) => (
        <section key={r.plan} className="stack">
          {plans.length > 1 && <h3>{r.title}</h3>}
          <ul className="cards">
            {orders.filter((o) => o.kind === 'group').map((g) => (
              <GroupCard key={g.id} g={g} roles={orders.filter((o) => o.kind === 'call' && o.group === g.title)} incident={mayEnter ? incident : undefined} />
            ))}
          </ul>
          <Things title={t('response.goods')} list={orders.filter((o) => ['team', 'need', 'asset'].includes(o.kind))} />
          <Things title={t('response.papers')} list={orders.filter((o) => ['checklist', 'card'].includes(o.kind))} />
        </section>
      ))}
    </div>
  );
}

function GroupCard({ g, roles, incident }: { g: GivenOrder; roles: GivenOrder[]; incident?: string }) {
  return (
    <li className="card" data-group={g.item}>
      <div className="row">
        <b className="grow">{g.title}</b>
        <span className="faint">{g.group}</span>
      </div>
      {roles.length === 0 && <span className="faint">{g.text}</span>}
      {roles.map((o) => (
        <RoleLine key={o.id} o={o} incident={incident} />
      ))}
    </li>
  );
}

function RoleLine({ o, incident }: { o: GivenOrder; incident?: string }) {
  const { t, say } = useT();
  const [word, tag] = words[o.state] ?? ['response.calling', 'tag-plain'];
  return (
    <div className="response-role" data-role={o.item} data-state={o.state}>
      <span className="faint">{o.role}</span>
      <span>
        {o.name ? <b>{o.name}</b> : <b className="nobody">{t('response.nobody')}</b>} {o.phone && <a href={`tel:${o.phone}`}>{o.phone}</a>}
      </span>
      <span>
        <span className={`tag ${tag}`}>{t(o.state === 'unanswered' && o.note ? 'response.unsent' : word)}</span> {o.state === 'answered' && <TimeText at={o.done_at} style="clock" />}
        {incident && (o.state === 'calling' || o.state === 'unanswered') && <OneAct incident={incident} act="answered" order={o.id} />}
      </span>
      {o.missing.zh !== '' && <span className="nobody response-why">{say(o.missing)}</span>}
      {o.state === 'unanswered' && o.note && <span className="nobody response-why">{o.note}</span>}
    </div>
  );
}

/** Teams, goods and equipment with what is free and what is short; lists and cards to be read. */
function Things({ title, list }: { title: string; list: GivenOrder[] }) {
  const { t, say } = useT();
  if (list.length === 0) return null;
  return (
    <details className="response-things" open={list.some((o) => o.missing.zh !== '')}>
      <summary>
        {title} {list.length}
      </summary>
      <ul className="response-orders">
        {list.map((o) => (
          <li key={o.id} className={o.missing.zh !== '' ? 'lacks' : ''}>
            <span>
              <b>{o.title}</b>{' '}
              {o.amount > 0 && (
                <span className="num">
                  {o.amount} {o.unit}
                </span>
              )}{' '}
              {o.kind === 'need' && <span className="faint">{t('response.free', { n: o.free, unit: o.unit })}</span>}
              {o.missing.zh !== '' && <span className="nobody"> {say(o.missing)}</span>}
              {(o.kind === 'checklist' || o.kind === 'card') && <span className="soft response-text">{o.text}</span>}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
