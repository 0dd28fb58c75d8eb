import './onemap.css';
import './wall.css';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { countsQuery, kindsQuery } from '@/api/queries';
import type { Alarm, Incident, Warning } from '@/api/types';
import { ConnectionLight } from '@/app/connection';
import { mapNeeds } from '@/app/nav';
import { useMay, useSession } from '@/app/session';
import { useT } from '@/i18n/desk';
import { severities, severityColour, useAlarmWords } from '@/kit/alarm-tag';
import { LevelTag } from '@/kit/incident-words';
import { count } from '@/kit/number';
import { shanghai } from '@/kit/time';
import { Since } from '@/kit/time-text';
import { useNow } from '@/kit/use-now';
import { WarningColour } from '@/kit/warning-colour';
import { AlarmLayer } from '@/map/alarm-layer';
import { AreaLayers } from '@/map/area-layers';
import { ElementLayers } from '@/map/element-layers';
import { IncidentLayer, WarningLayer } from '@/map/event-layers';
import MapView from '@/map/map-view';
import { byUrgency } from '@/system/monitor/alarm-order';
import { useKeys } from './keys';
import { NoMap } from './no-map';
import { useHere } from './use-here';

/** The command view for the wall: big numbers, what is worst, nothing to press. It mends its own connection and stays up for days. */
export default function WallPage() {
  const sees = useMay(...mapNeeds);
  const { data } = useSession();
  return sees ? <Wall /> : <NoMap me={data ?? undefined} />;
}

const onWall = new Set(['hazard-source']);
const shown = (kind: string) => ({ on: onWall.has(kind), opacity: 100 });

function Wall() {
  const { t } = useT();
  const here = useHere('');
  const kinds = useQuery(kindsQuery).data ?? none;
  useAwake();
  const urgent = here.alarms.toSorted(byUrgency);
  return (
    <div className="wall" data-wall>
      <MapView label={t('map.label')} padding={{ left: 60, right: 60, top: 40, bottom: 20 }}>
        <AreaLayers worst={here.worst} fit />
        <ElementLayers kinds={kinds} shown={shown} area="" heat={false} />
        <WarningLayer warnings={here.warnings} />
        <AlarmLayer alarms={here.alarms} />
        <IncidentLayer incidents={here.incidents} />
      </MapView>
      <header className="wall-head">
        <h1>{t('onemap.wallTitle')}</h1>
        <ConnectionLight />
        <WallClock />
      </header>
      <section className="wall-left" aria-label={t('map.state')}>
        {severities.map((s) => {
          const these = here.alarms.filter((a) => a.severity === s);
          const waiting = these.filter((a) => a.state !== 'acknowledged').length;
          return (
            <div key={s} className={`wall-number card-${severityColour[s]}`}>
              <span>{t(`alarm.${s}`)}</span>
              <b className={`num text-${severityColour[s]}`}>{count(these.length)}</b>
              <small className={waiting > 0 ? 'wall-waiting' : 'faint'}>
                {t('onemap.wallUnack')} <b className="num">{count(waiting)}</b>
              </small>
            </div>
          );
        })}
      </section>
      <CityNumbers />
      <section className="wall-right" aria-label={t('map.liveAlarms')}>
        <Incidents list={here.incidents} />
        <h2>{t('map.liveAlarms')}</h2>
        {urgent.length === 0 && <p className="wall-calm">{t('onemap.wallCalm')}</p>}
        <ul>
          {urgent.slice(0, 7).map((a) => (
            <WallAlarm key={a.id} a={a} />
          ))}
        </ul>
      </section>
      <Warnings list={here.warnings} />
      <Leave />
    </div>
  );
}

const none: never[] = [];

/** What there is in the city, most first. */
function CityNumbers() {
  const { t, say } = useT();
  const kinds = useQuery(kindsQuery).data ?? none;
  const counts = useQuery({ ...countsQuery('kind'), refetchInterval: 600_000 }).data ?? {};
  const rows = kinds.filter((k) => counts[k.name]).toSorted((a, b) => (counts[b.name] ?? 0) - (counts[a.name] ?? 0));
  if (rows.length === 0) return null;
  return (
    <section className="wall-city" aria-label={t('map.city')}>
      {rows.slice(0, 8).map((k) => (
        <div key={k.name}>
          <span>{say(k.title)}</span>
          <b className="num">{count(counts[k.name])}</b>
        </div>
      ))}
    </section>
  );
}

function WallClock() {
  const now = useNow();
  return (
    <time className="num wall-clock" dateTime={new Date(now).toISOString()}>
      {shanghai(now, 'full')}
    </time>
  );
}

function WallAlarm({ a }: { a: Alarm }) {
  const { t } = useT();
  const words = useAlarmWords();
  return (
    <li className={`wall-alarm card-${severityColour[a.severity]} ${a.state === 'unacknowledged' ? 'wall-new' : ''}`} data-alarm={a.id}>
      <div>
        <span className={`tag tag-${severityColour[a.severity]}`}>{t(`alarm.${a.severity}`)}</span>
        <b className="clip">{a.element_name || a.element}</b>
        <Since at={a.raised_at} />
      </div>
      <div className="clip">
        <b className="num">{words.value(a)}</b> {a.point_title || a.point} {words.what(a)} · {a.area_name || a.area}
      </div>
    </li>
  );
}

function Incidents({ list }: { list: Incident[] }) {
  const { t, say } = useT();
  if (list.length === 0) return null;
  return (
    <>
      <h2>
        {t('map.incidents')} <b className="num">{count(list.length)}</b>
      </h2>
      <ul>
        {list.slice(0, 3).map((i) => (
          <li key={i.id} className="wall-alarm card-red">
            <div>
              <LevelTag level={i.level} />
              <b className="clip">{i.title}</b>
              <Since at={i.opened_at} />
            </div>
            <div className="clip">
              {i.area_name || i.area} · {say(i.stage_title) || i.stage}
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

function Warnings({ list }: { list: Warning[] }) {
  if (list.length === 0) return null;
  return (
    <footer className="wall-warnings">
      {list.slice(0, 3).map((w) => (
        <span key={w.id} className="clip">
          <WarningColour w={w} /> {w.headline || w.event}
        </span>
      ))}
    </footer>
  );
}

/** The two buttons of the wall; they show themselves while the mouse moves or one has the focus. */
function Leave() {
  const { t } = useT();
  const go = useNavigate();
  const [seen, setSeen] = useState(true);
  const wait = useRef<ReturnType<typeof setTimeout>>(undefined);
  const leave = () => {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void go({ to: '/' });
  };
  const full = () => void (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen().catch(() => undefined));
  useKeys({ Escape: leave, f: full });
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
  return (
    <div className={`wall-leave ${seen ? '' : 'wall-gone'}`}>
      <Button onClick={full}>{t('onemap.wallFull')}</Button>
      <Button onClick={leave}>{t('onemap.wallLeave')}</Button>
    </div>
  );
}

/** Keeps the screen from going dark, where the browser can. */
function useAwake() {
  useEffect(() => {
    let lock: WakeLockSentinel | undefined;
    let over = false;
    const ask = () => {
      if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
      navigator.wakeLock.request('screen').then(
        (l) => (over ? void l.release() : (lock = l)),
        () => undefined,
      );
    };
    ask();
    document.addEventListener('visibilitychange', ask);
    return () => {
      over = true;
      document.removeEventListener('visibilitychange', ask);
      void lock?.release();
    };
  }, []);
}
