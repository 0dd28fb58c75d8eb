import { App, Button, Dropdown, Form, Input, Modal, Select } from 'antd';
import { useState, type DragEvent } from 'react';
import { dissolveGroup, makeGroup, moveUnit, restoreGroup, type BoardGroup, type RoleHolder, type Room, type RoomForce } from '@/api/room';
import { queries } from '@/api/queries';
import { useT } from '@/i18n/desk';
import { errorSentence, Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { UndoText } from '@/kit/undo-text';
import { useActing } from '@/kit/use-act';
import { HandDialog } from './hand-dialog';

/** What is carried while a unit is dragged. */
const carried = 'application/x-anlan-unit';

/** The organisation: groups with who holds their roles and which units they have. Units are moved by dragging or by a menu; each move can be taken back. */
export function BoardPanel({ room }: { room: Room }) {
  const { t } = useT();
  const [adding, setAdding] = useState(false);
  const [handing, setHanding] = useState<RoleHolder>();
  const [ending, setEnding] = useState<BoardGroup>();
  const move = useMove(room.incident.id);
  const { dissolve, restore } = useDissolve(room.incident.id);
  const b = room.board;
  const forces = new Map(room.forces.map((f) => [f.id, f]));
  const ids = (list: string[]) => list.flatMap((id) => forces.get(id) ?? []);
  const targets = [...b.groups.map((g) => ({ id: g.id, title: g.title })), { id: '', title: t('room.apart') }];
  const props = { targets, onMove: room.may ? move : undefined };
  return (
    <div className="stack">
      <div className="row room-line">
        <span className="faint grow">{t('room.spanNote', { least: b.span.least, most: b.span.most })}</span>
        {room.may && (
          <Button size="small" data-do="new-group" onClick={() => setAdding(true)}>
            {t('room.newGroup')}
          </Button>
        )}
      </div>
      {b.posts === 'over' && (
        <div className="nobody">
          <span aria-hidden="true">⚠ </span>
          {t('room.postsOver', { most: b.span.most })}
        </div>
      )}
      {b.vacant > 0 && <div className="nobody">{t('room.vacantCount', { n: b.vacant })}</div>}
      {b.groups.length === 0 && <Nothing title={t('room.noBoard')} hint={t('room.noBoardHint')} />}
      {room.may && room.forces.length > 0 && b.groups.length > 0 && <p className="faint room-hint">{t('room.dragHint')}</p>}
      <Drop id="" onMove={props.onMove} className="room-group apart">
        <h3 className="room-head">
          {t('room.apart')} <span className="faint num">{b.apart.length}</span>
        </h3>
        {b.apart.length === 0 ? <p className="faint">{t('room.apartNone')}</p> : <Units list={ids(b.apart)} group="" {...props} />}
      </Drop>
      {b.groups.map((g) => (
        <Group key={g.id} g={g} span={b.span} units={ids(g.units)} onHand={room.may ? setHanding : undefined} onDissolve={room.may && g.own ? () => (g.count === 0 ? void dissolve(g) : setEnding(g)) : undefined} {...props} />
      ))}
      {b.gone.length > 0 && (
        <section className="room-group apart" aria-label={t('room.gone')}>
          <h3 className="room-head">
            {t('room.gone')} <span className="faint num">{b.gone.length}</span>
          </h3>
          <ul className="room-units">
            {b.gone.map((g) => (
              <li key={g.id} data-gone={g.id}>
                <span className="grow">
                  {g.title}{' '}
                  <span className="faint">
                    {g.by} <TimeText at={g.at} style="clock" />
                  </span>
                </span>
                {room.may && (
                  <Button size="small" data-do="restore-group" aria-label={t('room.bringBackOf', { name: g.title })} onClick={() => void restore(g)}>
                    {t('room.bringBack')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      {ending && (
        <DissolveDialog
          group={ending}
          targets={targets.filter((x) => x.id !== ending.id)}
          onClose={() => setEnding(undefined)}
          onDone={async (to) => {
            if (await dissolve(ending, { to })) setEnding(undefined);
          }}
        />
      )}
      {adding && <GroupDialog id={room.incident.id} onClose={() => setAdding(false)} />}
      {handing && <HandDialog incident={room.incident.id} role={handing} onClose={() => setHanding(undefined)} />}
    </div>
  );
}

type Move = (f: RoomForce, to: { id: string; title: string }) => void;
interface Moving {
  targets: { id: string; title: string }[];
  onMove?: Move;
}

/** Moves a unit, and says so with a way back. */
function useMove(incident: string): Move {
  const { t } = useT();
  const { message } = App.useApp();
  const go = async (unit: string, was: string, to: string, text: string, undo: boolean) => {
    try {
      await moveUnit(incident, unit, was, to);
      const key = `moved-${unit}`;
      const back = () => {
        message.destroy(key);
        void go(unit, to, was, text, false);
      };
      if (undo) message.open({ key, type: 'success', duration: 12, content: <UndoText text={text} undo={back} /> });
      else message.success(t('room.undone'));
    } catch (e) {
      message.error(errorSentence(e, t), 8);
    } finally {
      await queries.invalidateQueries({ queryKey: ['incident', incident] });
    }
  };
  return (f, to) => void go(f.id, f.group, to.id, t('room.moved', { name: f.name, group: to.title }), true);
}

/** Dissolves a group, and says so with a way back. */
function useDissolve(incident: string) {
  const { t } = useT();
  const { message } = App.useApp();
  const tried = async (f: () => Promise<unknown>) => {
    try {
      await f();
      return true;
    } catch (e) {
      message.error(errorSentence(e, t), 8);
      return false;
    } finally {
      await queries.invalidateQueries({ queryKey: ['incident', incident] });
    }
  };
  const restore = async (g: { id: string; title: string }) => {
    if (await tried(() => restoreGroup(incident, g.id))) message.success(t('room.broughtBack', { name: g.title }));
  };
  const dissolve = async (g: BoardGroup, move?: { to: string }) => {
    if (!(await tried(() => dissolveGroup(incident, g.id, move)))) return false;
    const key = `dissolved-${g.id}`;
    const back = () => {
      message.destroy(key);
      void restore(g);
    };
    message.open({ key, type: 'success', duration: 12, content: <UndoText text={t('room.dissolved', { name: g.title })} undo={back} /> });
    return true;
  };
  return { dissolve, restore };
}

/** Asks where the units of a group go that is to be dissolved. */
function DissolveDialog({ group, targets, onClose, onDone }: { group: BoardGroup; targets: { id: string; title: string }[]; onClose: () => void; onDone: (to: string) => Promise<void> }) {
  const { t } = useT();
  const [to, setTo] = useState('-');
  const [busy, setBusy] = useState(false);
  const go = async () => {
    setBusy(true);
    await onDone(to === '-' ? '' : to);
    setBusy(false);
  };
  return (
    <Modal open title={t('room.dissolveOf', { name: group.title })} okText={t('room.dissolveMove')} cancelText={t('kit.cancel')} confirmLoading={busy} onOk={() => void go()} onCancel={onClose} destroyOnHidden>
      <p>{t('room.dissolveHint', { n: group.count })}</p>
      <Select style={{ width: '100%' }} value={to} onChange={setTo} aria-label={t('room.moveTo')} data-field="dissolve-to" options={targets.map((x) => ({ value: x.id || '-', label: x.title }))} />
    </Modal>
  );
}

/** A place onto which a unit can be dropped. */
function Drop({ id, onMove, className, children, label }: { id: string; onMove?: Move; className: string; label?: string; children: React.ReactNode }) {
  const { t } = useT();
  const [over, setOver] = useState(false);
  const has = (e: DragEvent) => e.dataTransfer.types.includes(carried);
  return (
    <section
      className={`${className} ${over ? 'over' : ''}`}
      data-group={id}
      aria-label={label}
      onDragOver={(e) => {
        if (!onMove || !has(e)) return;
        e.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(e) => {
        setOver(false);
        if (!onMove || !has(e)) return;
        e.preventDefault();
        const f = JSON.parse(e.dataTransfer.getData(carried)) as RoomForce;
        if (f.group !== id) onMove(f, { id, title: label ?? t('room.apart') });
      }}
    >
      {children}
    </section>
  );
}

function Group({ g, span, units, onHand, onDissolve, ...moving }: { g: BoardGroup; span: Room['board']['span']; units: RoomForce[]; onHand?: (r: RoleHolder) => void; onDissolve?: () => void } & Moving) {
  const { t } = useT();
  return (
    <Drop id={g.id} label={g.title} onMove={moving.onMove} className="room-group">
      <h3 className="room-head">
        {g.title} {g.tier && <span className="faint">{g.tier}</span>}
        {g.lead && (
          <span className="faint">
            {t('room.lead')} {g.lead}
          </span>
        )}
        <span className={`room-side tag ${g.span === 'over' ? 'tag-red' : g.span === 'under' ? 'tag-orange' : 'tag-plain'}`} data-span={g.span}>
          {g.span === 'over' && <span aria-hidden="true">⚠ </span>}
          {t(`room.span_${g.span}`, { n: g.count, least: span.least, most: span.most })}
        </span>
        {onDissolve && (
          <Button size="small" data-do="dissolve-group" aria-label={t('room.dissolveOf', { name: g.title })} onClick={onDissolve}>
            {t('room.dissolve')}
          </Button>
        )}
      </h3>
      {g.roles.map((r) => (
        <Role key={r.role} r={r} onHand={onHand} />
      ))}
      <Units list={units} group={g.id} {...moving} />
    </Drop>
  );
}

function Role({ r, onHand }: { r: RoleHolder; onHand?: (r: RoleHolder) => void }) {
  const { t } = useT();
  return (
    <div className="room-role" data-role={r.role} data-holder={r.name}>
      <span className="faint">{r.title}</span>
      <span>
        {r.name ? <b>{r.name}</b> : <b className="nobody">{t('room.vacant')}</b>}{' '}
        {r.times > 0 ? (
          <span className="faint">
            {t('room.handedFrom', { at: '', from: r.from || t('room.vacant') })} <TimeText at={r.since} style="clock" />
          </span>
        ) : (
          <span className="faint">{stateWord(r.state, t)}</span>
        )}
      </span>
      {onHand && (
        <Button size="small" data-do="hand-over" aria-label={`${t('room.handOver')} ${r.title}`} onClick={() => onHand(r)}>
          {t('room.handOver')}
        </Button>
      )}
    </div>
  );
}

const states = ['calling', 'answered', 'unanswered', 'missing', 'handed'] as const;
function stateWord(state: string, t: ReturnType<typeof useT>['t']): string {
  const s = states.find((x) => x === state);
  return s ? t(`room.state_${s}`) : '';
}

function Units({ list, group, targets, onMove }: { list: RoomForce[]; group: string } & Moving) {
  const { t, say } = useT();
  if (list.length === 0) return null;
  return (
    <ul className="room-units">
      {list.map((f) => (
        <li
          key={f.id}
          data-unit={f.id}
          draggable={!!onMove}
          onDragStart={(e) => {
            e.dataTransfer.setData(carried, JSON.stringify(f));
            e.dataTransfer.effectAllowed = 'move';
          }}
        >
          <span className="grow">
            <b>{f.name}</b> <span className="faint">{f.task ? say(f.stage_title) : say(f.sort_title)}</span>
          </span>
          {onMove && (
            <Dropdown
              trigger={['click']}
              menu={{ style: { maxHeight: 260, overflow: 'auto' }, items: targets.filter((x) => x.id !== group).map((x) => ({ key: x.id || '-', label: x.title })), onClick: ({ key }) => onMove(f, targets.find((x) => (x.id || '-') === key)!) }}
            >
              <Button size="small" data-do="move-unit" aria-label={t('room.moveUnit', { name: f.name })}>
                {t('room.moveTo')}
              </Button>
            </Dropdown>
          )}
        </li>
      ))}
    </ul>
  );
}

function GroupDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useT();
  const [form] = Form.useForm<{ title: string; lead?: string }>();
  const [busy, act] = useActing('incident');
  const save = async (v: { title: string; lead?: string }) => {
    if (await act(() => makeGroup(id, v.title.trim(), v.lead?.trim() || undefined), t('room.groupMade', { name: v.title.trim() }))) onClose();
  };
  return (
    <Modal open title={t('room.newGroup')} okText={t('room.newGroup')} cancelText={t('kit.cancel')} confirmLoading={busy} onOk={() => form.submit()} onCancel={onClose} destroyOnHidden>
      <Form form={form} layout="vertical" onFinish={(v) => void save(v)}>
        <Form.Item name="title" label={t('room.groupTitle')} rules={[{ required: true, whitespace: true, min: 2, message: t('kit.required', { name: t('room.groupTitle') }) }]}>
          <Input maxLength={40} autoFocus data-field="group-title" />
        </Form.Item>
        <Form.Item name="lead" label={t('room.groupLead')}>
          <Input maxLength={50} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
