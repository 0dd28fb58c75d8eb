import { Link } from '@tanstack/react-router';
import type { RoomDue } from '@/api/room';
import { useT } from '@/i18n/desk';
import { Nothing } from '@/kit/states';
import { Countdown, TimeText } from '@/kit/time-text';

/** What is due, that which is due first first; each with who does it, its clock and the law that wants it. */
export function NextPanel({ due }: { due: RoomDue[] }) {
  const { t, say } = useT();
  if (due.length === 0) return <Nothing title={t('room.noDue')} hint={t('room.noDueHint')} />;
  return (
    <ol className="room-list" data-list="due">
      {due.map((d, n) => (
        <li key={`${d.kind} ${d.id} ${n}`} data-due={d.kind}>
          <div className="row">
            <span className="tag tag-plain">{t(`room.kind_${d.kind}`)}</span>
            <Link to={d.link as never} className="grow clip">
              {d.title}
            </Link>
            {d.due_at && <Countdown at={d.due_at} />}
          </div>
          <div className="faint room-line">
            {say(d.what) && <span>{say(d.what)}</span>}
            {d.who && <span>{d.who}</span>}
            {d.due_at && <TimeText at={d.due_at} style="short" />}
            {d.basis && <span>{d.basis}</span>}
          </div>
        </li>
      ))}
    </ol>
  );
}
