import '../command.css';
import '../response.css';
import './room.css';
import { DesktopOutlined, FileTextOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Button, Select } from 'antd';
import { lazy, Suspense, useMemo, useReducer, useState, type ReactNode } from 'react';
import { incidentQuery } from '@/api/queries';
import { roomQuery, roomsQuery, type Room, type RoomForce } from '@/api/room';
import type { IncidentDetail } from '@/api/types';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { LevelTag, useTypeWord } from '@/kit/incident-words';
import { Loaded, Loading } from '@/kit/states';
import { TabBar, type TabItem } from '@/kit/tab-bar';
import { Since, TimeText } from '@/kit/time-text';
import { draw, noDrawing } from '@/map/draw-state';
import { DrawLayer } from '@/map/draw-layer';
import { useKeys } from '@/onemap/keys';
import { ParPanel, useCrews } from '@/system/field/par-panel';
import { ResponseTag } from '../response-words';
import { AimsPanel } from './aims-panel';
import { BoardPanel } from './board-panel';
import { ForcesPanel } from './forces-panel';
import { LogPanel } from './log-panel';
import { NextPanel } from './next-panel';
import type { Outline } from './room-layers';
import type { Spot } from './room-map';
import { ShortPanel } from './short-panel';
import { SituationDrawer } from './situation-drawer';
import { Tiles } from './tiles';
import { RoomWall } from './wall';
import type { Editing } from './zone-editor';
import { ZonesPanel } from './zones-panel';

const RoomMap = lazy(() => import('./room-map'));

/** The command room of an incident (一屏指挥): map, what is known, who does what, what is short, what is due. */
export default function RoomPage() {
  const { id } = useParams({ from: '/command/room/$id' });
  const room = useQuery(roomQuery(id));
  const incident = useQuery(incidentQuery(id));
  return <Loaded of={room}>{(r) => <Loaded of={incident}>{(d) => <RoomOf key={id} room={r} d={d} />}</Loaded>}</Loaded>;
}

type Told = { room: Room; d: IncidentDetail };

function RoomOf({ room, d }: Told) {
  const { wall } = useSearch({ from: '/command/room/$id' });
  const go = useNavigate();
  const set = (w?: string) => void go({ to: '/command/room/$id', params: { id: room.incident.id }, search: (s) => ({ ...s, wall: w }), replace: true });
  if (wall) return <RoomWall room={room} tasks={d.tasks} onLeave={() => set()} />;
  return <Desk room={room} d={d} onWall={() => set('1')} />;
}

function Desk({ room, d, onWall }: Told & { onWall: () => void }) {
  const { t } = useT();
  const go = useNavigate();
  const id = room.incident.id;
  const { tab = 'next' } = useSearch({ from: '/command/room/$id' });
  const [spot, setSpot] = useState<Spot>();
  const [telling, setTelling] = useState(false);
  const editing = useEditing();
  const rooms = useQuery(roomsQuery).data ?? none;
  const show = (lon: number, lat: number) => setSpot((s) => ({ lon, lat, n: (s?.n ?? 0) + 1 }));
  const choose = (key: string) => void go({ to: '/command/room/$id', params: { id }, search: (s) => ({ ...s, tab: key }), replace: true });
  const enter = (to: string) => void go({ to: '/command/room/$id', params: { id: to }, search: { tab } });
  const mayCrews = useMay('field.message.read');
  const { crews, urgent } = useCrews(id, mayCrews);
  const tabs = panels(room, d, editing, (f) => show(f.lon, f.lat), t);
  if (mayCrews) tabs.push({ key: 'crews', label: t('room.tabCrews'), count: crews.length + urgent.length, children: <ParPanel incident={id} tasks={d.tasks} /> });
  const step = (by: number) => {
    const at = rooms.findIndex((r) => r.id === id);
    const next = rooms[(at + by + rooms.length) % rooms.length];
    if (next && next.id !== id) enter(next.id);
  };
  useKeys({
    '[': () => step(-1),
    ']': () => step(1),
    w: onWall,
    s: () => setTelling(true),
    ...Object.fromEntries(tabs.map((x, n) => [String(n + 1), () => choose(x.key)])),
  });
  return (
    <div className="room incident" data-room={id}>
      <Head room={room}>
        <Select
          className="room-switch"
          aria-label={t('room.switch')}
          value={id}
          onChange={enter}
          popupMatchSelectWidth={false}
          options={(rooms.some((r) => r.id === id) ? rooms : [{ ...room.incident, open: 0, late: 0, missing: 0 }, ...rooms]).map((r) => ({ value: r.id, label: r.title, note: t('room.card', { open: r.open, late: r.late, missing: r.missing }) }))}
          optionRender={(o) => (
            <>
              <b>{o.data.label}</b> <small className="faint">{o.data.note}</small>
            </>
          )}
        />
        <Button icon={<FileTextOutlined />} data-do="situation" onClick={() => setTelling(true)}>
          {t('room.situation')}
        </Button>
        <Button icon={<DesktopOutlined />} data-do="wall" onClick={onWall}>
          {t('room.wall')}
        </Button>
      </Head>
      <Tiles room={room} tasks={d.tasks} />
      <div className="room-grid">
        <Suspense fallback={<Loading />}>
          <RoomMap room={room} draft={editing.draft} spot={spot} onScene={() => show(room.incident.lon, room.incident.lat)}>
            {(editing.drawing.open || editing.drawing.shape) && <DrawLayer drawing={editing.drawing} edit act={editing.act} />}
          </RoomMap>
        </Suspense>
        <section className="panel room-panel" aria-label={t('room.panels')}>
          <TabBar label={t('room.panels')} items={tabs} active={tab} onChange={choose} />
        </section>
      </div>
      <p className="faint room-keys">{t('room.keysHint')}</p>
      {telling && <SituationDrawer incident={id} onClose={() => setTelling(false)} />}
    </div>
  );
}

const none: never[] = [];

/** The panels beside the map, in their order; one more is one line more. */
function panels(room: Room, d: IncidentDetail, editing: Editing, onShow: (f: RoomForce) => void, t: ReturnType<typeof useT>['t']): TabItem[] {
  const id = room.incident.id;
  const short = room.lacks.length + room.needs.filter((n) => n.gap > 0).length;
  return [
    { key: 'next', label: t('room.tabNext'), count: room.due.length, children: <NextPanel due={room.due} /> },
    { key: 'forces', label: t('room.tabForces'), count: room.forces.length, children: <ForcesPanel forces={room.forces} onShow={onShow} /> },
    { key: 'board', label: t('room.tabBoard'), count: room.board.vacant, children: <BoardPanel room={room} /> },
    { key: 'aims', label: t('room.tabAims'), count: room.objectives.filter((o) => !o.closed).length, children: <AimsPanel incident={id} list={room.objectives} may={room.may} /> },
    { key: 'zones', label: t('room.tabZones'), count: room.zones.length, children: <ZonesPanel room={room} editing={editing} /> },
    { key: 'short', label: t('room.tabShort'), count: short, children: <ShortPanel room={room} /> },
    { key: 'log', label: t('room.tabLog'), children: <LogPanel incident={id} entries={d.timeline} may={d.acts.length > 0 || room.may} /> },
  ];
}

/** What is being set on the map. */
function useEditing(): Editing {
  const [drawing, act] = useReducer(draw, noDrawing);
  const [draft, show] = useState<Outline[]>();
  return useMemo(
    () => ({
      drawing,
      act,
      draft,
      show,
      clear: () => {
        act({ do: 'delete' });
        act({ do: 'cancel' });
        show(undefined);
      },
    }),
    [drawing, draft],
  );
}

function Head({ room, children }: { room: Room; children: ReactNode }) {
  const { t, say } = useT();
  const type = useTypeWord();
  const i = room.incident;
  return (
    <header className="room-title">
      <div className="grow">
        <div className="row">
          <LevelTag level={i.level} />
          {room.levels.map((l) => (
            <ResponseTag key={l.plan} level={l.level} />
          ))}
          <h1 className="clip">{i.title}</h1>
          <span className="stage-now">{say(i.stage_title)}</span>
        </div>
        <div className="row faint room-line">
          <span>{type(i.type)}</span>
          <span>{i.area_name || i.area}</span>
          <TimeText at={i.opened_at} style="short" />
          {i.closed ? (
            <b className="nobody">{t('room.ended')}</b>
          ) : (
            <span>
              {t('room.since')} <Since at={i.opened_at} bare />
            </span>
          )}
          <Link to="/command/incidents/$id" params={{ id: i.id }}>
            {t('room.toIncident')}
          </Link>
        </div>
      </div>
      <div className="room-acts">{children}</div>
    </header>
  );
}
