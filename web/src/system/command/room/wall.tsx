import { Button } from 'antd';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import type { Room } from '@/api/room';
import type { Task } from '@/api/types';
import { ConnectionLight } from '@/app/connection';
import { useT } from '@/i18n/desk';
import { LevelTag } from '@/kit/incident-words';
import { Loading } from '@/kit/states';
import { shanghai } from '@/kit/time';
import { Countdown, Since } from '@/kit/time-text';
import { useNow } from '@/kit/use-now';
import { useKeys } from '@/onemap/keys';
import { ResponseTag } from '../response-words';
import { Tiles } from './tiles';

const RoomMap = lazy(() => import('./room-map'));

/** The room for the wall: nothing to press, everything large; it shows what is due and where the forces are. */
export function RoomWall({ room, tasks, onLeave }: { room: Room; tasks: Task[]; onLeave: () => void }) {
  const { t, say } = useT();
  const i = room.incident;
  const leave = () => {
    if (document.fullscreenElement) void document.exitFullscreen();
    onLeave();
  };
  useKeys({ Escape: leave, w: leave });
  return (
    <div className="room-wall" data-wall>
      <Suspense fallback={<Loading />}>
        <RoomMap room={room} bare />
      </Suspense>
      <header className="room-wall-head">
        <LevelTag level={i.level} />
        {room.levels.map((l) => (
          <ResponseTag key={l.plan} level={l.level} />
        ))}
        <h1 className="clip">{i.title}</h1>
        <ConnectionLight />
        <span className="room-wall-clock num">
          <Since at={i.opened_at} bare />
          <Clock />
        </span>
      </header>
      <Tiles room={room} tasks={tasks} />
      <section className="room-wall-right">
        <h2>{t('room.tabNext')}</h2>
        <ol>
          {room.due.slice(0, 6).map((d, n) => (
            <li key={`${d.id} ${n}`}>
              <b>{d.title}</b>
              <span>
                {say(d.what)} {d.who}
              </span>
              {d.due_at && <Countdown at={d.due_at} />}
            </li>
          ))}
          {room.due.length === 0 && <li>{t('room.noDue')}</li>}
        </ol>
        <h2>{t('room.tabForces')}</h2>
        <ol>
          {room.forces.slice(0, 6).map((f) => (
            <li key={f.id} className={f.wrong.zh ? 'lacks' : ''}>
              <b>{f.name}</b>
              <span>{f.wrong.zh ? `⚠ ${say(f.wrong)}` : f.task ? `${f.task} · ${say(f.stage_title)}` : t('room.noTask')}</span>
            </li>
          ))}
          {room.forces.length === 0 && <li>{t('room.noForces')}</li>}
        </ol>
      </section>
      <Leave onLeave={leave} />
    </div>
  );
}

function Clock() {
  const now = useNow();
  return <time dateTime={new Date(now).toISOString()}>{shanghai(now, 'full')}</time>;
}

/** The two buttons of the wall; they show themselves while the mouse moves or one has the focus. */
function Leave({ onLeave }: { onLeave: () => void }) {
  const { t } = useT();
  const [seen, setSeen] = useState(true);
  const wait = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    const move = () => {
      setSeen(true);
      clearTimeout(wait.current);
      wait.current = setTimeout(() => setSeen(false), 4000);
    };
    move();
    window.addEventListener('pointermove', move);
    return () => {
      clearTimeout(wait.current);
      window.removeEventListener('pointermove', move);
    };
  }, []);
  const full = () => void (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen().catch(() => undefined));
  return (
    <div className={`room-wall-leave ${seen ? '' : 'gone'}`}>
      <Button onClick={full}>{t('room.fullScreen')}</Button>
      <Button data-do="leave-wall" onClick={onLeave}>
        {t('room.leaveWall')}
      </Button>
    </div>
  );
}
