import type { Room } from '@/api/room';
import type { Task } from '@/api/types';
import { useT } from '@/i18n/desk';
import { count } from '@/kit/number';
import { Countdown } from '@/kit/time-text';
import { useNow } from '@/kit/use-now';

/** What a commander must see at any moment: what is known, who is doing what, what is short, and what is due next. */
export function Tiles({ room, tasks }: { room: Room; tasks: Task[] }) {
  const { t, say } = useT();
  const now = useNow();
  const open = tasks.filter((x) => !x.closed);
  const late = open.filter((x) => x.due_at && Date.parse(x.due_at) < now).length;
  const short = room.lacks.length + room.needs.filter((n) => n.gap > 0).length;
  const next = room.due.find((d) => d.due_at);
  return (
    <ul className="room-tiles" aria-label={t('room.tiles')}>
      <li data-tile="known">
        <span>{t('room.known')}</span>
        <b>
          {room.figures.length === 0
            ? t('room.knownNone')
            : room.figures.slice(0, 4).map((f) => (
                <span key={f.key} className="room-figure">
                  {say(f.title)} <span className="num">{count(f.value)}</span>
                </span>
              ))}
        </b>
      </li>
      <li data-tile="doing">
        <span>{t('room.doing')}</span>
        <b>
          {t('room.doingText', { open: open.length, forces: room.forces.length })} {late > 0 && <span className="tag tag-red">{t('room.late', { n: late })}</span>}
        </b>
      </li>
      <li data-tile="short" className={short > 0 ? 'lacks' : ''}>
        <span>{t('room.short')}</span>
        <b className={short > 0 ? 'nobody' : ''}>{short > 0 ? t('room.shortText', { n: short }) : t('room.shortNone')}</b>
      </li>
      <li data-tile="next">
        <span>{t('room.next')}</span>
        <b>
          {next ? (
            <>
              <span className="clip">{say(next.what) || next.title}</span> <Countdown at={next.due_at} />
            </>
          ) : (
            t('room.nextNone')
          )}
        </b>
      </li>
    </ul>
  );
}
