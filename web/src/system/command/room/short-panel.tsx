import { Link } from '@tanstack/react-router';
import type { Room, RoomNeed } from '@/api/room';
import { useT } from '@/i18n/desk';

/** What is short: goods against what was asked for, the requisitions, and the people, teams and things that nobody answers. */
export function ShortPanel({ room }: { room: Room }) {
  const { t, say } = useT();
  return (
    <div className="stack">
      <section>
        <h3 className="room-head">
          {t('room.lacks')} <span className="faint num">{room.lacks.length}</span>
        </h3>
        {room.lacks.length === 0 ? (
          <p className="faint">{t('room.noLacks')}</p>
        ) : (
          <ul className="room-list" data-list="lacks">
            {room.lacks.map((l) => (
              <li key={l.id} className="lacks">
                <b>{l.title}</b> <span className="nobody">{say(l.why)}</span>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section>
        <h3 className="room-head">
          {t('room.needs')} <span className="faint num">{room.needs.length}</span>
          <Link to="/command/stock" className="room-side">
            {t('room.askStock')}
          </Link>
        </h3>
        {room.needs.length === 0 ? (
          <p className="faint">{t('room.noNeeds')}</p>
        ) : (
          <ul className="room-list" data-list="needs">
            {room.needs.map((n) => (
              <Need key={n.id} n={n} />
            ))}
          </ul>
        )}
      </section>
      <section>
        <h3 className="room-head">
          {t('room.requisitions')} <span className="faint num">{room.requisitions.length}</span>
        </h3>
        {room.requisitions.length === 0 ? (
          <p className="faint">{t('room.noRequisitions')}</p>
        ) : (
          <ul className="room-list" data-list="requisitions">
            {room.requisitions.map((r) => (
              <li key={r.id}>
                <div className="row">
                  <Link to={r.link as never} className="grow clip">
                    {r.title}
                  </Link>
                  <span className="tag tag-plain">{say(r.stage_title)}</span>
                </div>
                <div className="faint">{r.lines.map((l) => `${l.name} ${l.approved || l.asked} ${l.unit}`).join('、')}</div>
              </li>
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}

/** Goods as a bar: arrived, approved and asked for, to what the plan wants. */
function Need({ n }: { n: RoomNeed }) {
  const { t, say } = useT();
  const part = (v: number) => `${n.amount > 0 ? Math.min(100, (100 * v) / n.amount) : 0}%`;
  return (
    <li data-need={n.item} className={n.gap > 0 ? 'lacks' : ''}>
      <div className="row">
        <b className="grow">{n.title}</b>
        {n.gap > 0 ? <span className="nobody">{t('room.needGap', { n: n.gap, unit: n.unit })}</span> : <span className="faint">{t('room.needFull')}</span>}
      </div>
      <div className="room-bar" aria-hidden="true">
        <i className="asked" style={{ width: part(n.asked) }} />
        <i className="approved" style={{ width: part(n.approved) }} />
        <i className="arrived" style={{ width: part(n.arrived) }} />
      </div>
      <div className="faint">{t('room.needLine', { amount: n.amount, unit: n.unit, asked: n.asked, approved: n.approved, arrived: n.arrived })}</div>
      {n.missing.zh && <div className="faint">{say(n.missing)}</div>}
    </li>
  );
}
