import { Button, Checkbox, Input, InputNumber, Segmented, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { outlineZones, setZones, zoneKinds, type Leak, type NewZones, type Room, type ZoneKind, type ZoneOutlines, type ZoneRules } from '@/api/room';
import { useT } from '@/i18n/desk';
import { useActing } from '@/kit/use-act';
import type { DrawAct, Drawing } from '@/map/draw-state';
import { circle } from '@/map/geodesy';
import { crossed, whole } from '@/map/shape';
import type { Outline } from './room-layers';

/** What is being set: the drawing on the map, and the outlines that are shown before they are kept. */
export interface Editing {
  drawing: Drawing;
  act: (a: DrawAct) => void;
  draft: Outline[] | undefined;
  show: (draft: Outline[] | undefined) => void;
  clear: () => void;
}

type Way = 'plume' | 'circle' | 'drawn';
type Chosen = NonNullable<NewZones['zones']>[number];

export interface EditorProps {
  room: Room;
  rules: ZoneRules;
  newest: (kind: ZoneKind) => number;
  editing: Editing;
  onClose: () => void;
}

/** Sets zones in one of three ways; what would be set is on the map before it is kept. */
export function ZoneEditor(props: EditorProps) {
  const { t, say } = useT();
  const { room, rules, newest, editing } = props;
  const [way, setWay] = useState<Way>('plume');
  const [note, setNote] = useState('');
  const [allow, setAllow] = useState<Partial<Record<ZoneKind, string[]>>>({});
  const [made, setMade] = useState<{ zones: Pick<Chosen, 'kind' | 'shape' | 'radius'>[]; leak?: Leak }>({ zones: [] });
  const [busy, act] = useActing('incident');
  const change = (w: Way) => {
    setWay(w);
    setMade({ zones: [] });
    editing.clear();
  };
  const save = async () => {
    const zones = made.zones.map((z) => ({ ...z, version: newest(z.kind), allow: allow[z.kind]?.length === 0 ? ['*'] : allow[z.kind] }));
    if (await act(() => setZones(room.incident.id, { zones, leak: made.leak, note: note.trim() || undefined }), t('room.zonesSet'))) props.onClose();
  };
  const set = { room, rules, editing, onMade: setMade };
  return (
    <section className="room-editor stack" data-editor={way} aria-label={t('room.setZones')}>
      <Segmented
        size="small"
        block
        value={way}
        onChange={change}
        options={(['plume', 'circle', 'drawn'] as const).map((w) => ({ value: w, label: t(`room.method_${w}`) }))}
      />
      {way === 'plume' && <ByModel {...set} />}
      {way === 'circle' && <ByRadius {...set} />}
      {way === 'drawn' && <ByHand {...set} />}
      {made.zones.length > 0 && (
        <>
          {made.zones.map((z) => (
            <Field key={z.kind} label={`${t(`room.${z.kind}`)} ${t('room.allowed')}`}>
              <Select
                size="small"
                mode="multiple"
                maxTagCount="responsive"
                placeholder={t('room.allowedAll')}
                aria-label={`${t(`room.${z.kind}`)} ${t('room.allowed')}`}
                value={allow[z.kind] ?? (rules.zones.find((r) => r.kind === z.kind)?.allow ?? []).map((s) => s.code)}
                onChange={(v) => setAllow({ ...allow, [z.kind]: v })}
                options={rules.sorts.map((s) => ({ value: s.code, label: say(s.title) }))}
              />
            </Field>
          ))}
          <Field label={t('room.note')}>
            <Input size="small" maxLength={300} value={note} aria-label={t('room.note')} onChange={(e) => setNote(e.target.value)} />
          </Field>
        </>
      )}
      <div className="row">
        <span className="grow" />
        <Button size="small" onClick={props.onClose}>
          {t('kit.cancel')}
        </Button>
        <Button size="small" type="primary" disabled={made.zones.length === 0} loading={busy} data-do="confirm-zones" onClick={() => void save()}>
          {t('room.confirmZones')}
        </Button>
      </div>
    </section>
  );
}

interface WayProps {
  room: Room;
  rules: ZoneRules;
  editing: Editing;
  onMade: (m: { zones: Pick<Chosen, 'kind' | 'shape' | 'radius'>[]; leak?: Leak }) => void;
}

function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    <label className="room-field">
      <span>{label}</span>
      {children}
    </label>
  );
}

/** From what leaks, and the wind: the outlines come from the server, and are computed there again when they are set. */
function ByModel({ room, rules, editing, onMade }: WayProps) {
  const { t, say } = useT();
  const [leak, setLeak] = useState<Leak>({ substance: rules.gases[0]?.code ?? '', amount: 1000, minutes: 30, wind: 3, from: 180, sky: 'overcast', urban: true });
  const [out, setOut] = useState<ZoneOutlines>();
  const [busy, act] = useActing();
  const put = (part: Partial<Leak>) => {
    setLeak({ ...leak, ...part });
    setOut(undefined);
    editing.show(undefined);
    onMade({ zones: [] });
  };
  const compute = () =>
    act(async () => {
      const found = await outlineZones(room.incident.id, leak);
      setOut(found);
      editing.show(found.zones);
      onMade({ zones: found.zones.map((z) => ({ kind: z.kind })), leak });
    }, t('room.compute'));
  const number = (key: 'amount' | 'minutes' | 'wind' | 'from', unit: string, most: number, least = 0) => (
    <InputNumber size="small" min={least} max={most} value={leak[key]} suffix={unit} aria-label={t(key === 'from' ? 'room.from' : `room.${key}`)} onChange={(v) => put({ [key]: Number(v ?? least) })} data-field={`leak-${key}`} />
  );
  return (
    <div className="room-fields">
      <Field label={t('room.substance')}>
        <Select size="small" value={leak.substance} aria-label={t('room.substance')} onChange={(v) => put({ substance: v })} options={rules.gases.map((g) => ({ value: g.code, label: say(g.title) }))} />
      </Field>
      <Field label={t('room.amount')}>{number('amount', t('room.kg'), 10_000_000, 0.1)}</Field>
      <Field label={t('room.minutes')}>{number('minutes', t('room.minute'), 1440, 1)}</Field>
      <Field label={t('room.wind')}>{number('wind', t('room.ms'), 60)}</Field>
      <Field label={t('room.from')}>{number('from', t('room.degree'), 360)}</Field>
      <Field label={t('room.sky')}>
        <Select size="small" value={leak.sky} aria-label={t('room.sky')} onChange={(v) => put({ sky: v })} options={rules.skies.map((s) => ({ value: s as Leak['sky'], label: t(`room.sky_${s as Leak['sky']}`) }))} />
      </Field>
      <Checkbox checked={leak.urban} onChange={(e) => put({ urban: e.target.checked })}>
        {t('room.urban')}
      </Checkbox>
      <Button size="small" loading={busy} data-do="compute-zones" onClick={() => void compute()}>
        {t('room.compute')}
      </Button>
      {out && (
        <div className="room-wide" data-outlines={out.zones.length}>
          <p>{t('room.computed', { class: out.class })}</p>
          <ul>
            {zoneKinds.map((k) => {
              const z = out.zones.find((x) => x.kind === k);
              return (
                <li key={k}>
                  <i className={`room-swatch zone-${k}`} aria-hidden="true" /> {t(`room.${k}`)}{' '}
                  {z ? t('room.reach', { m: Math.round(z.reach), ppm: z.ppm, level: z.level }) : <span className="nobody">{t('room.noLevel', { zone: t(`room.${k}`) })}</span>}{' '}
                  {z?.beyond && <b className="nobody">{t('room.beyond')}</b>}
                </li>
              );
            })}
          </ul>
          {!out.checked && <p className="nobody">{t('room.unchecked')}</p>}
        </div>
      )}
      <p className="faint room-wide">{t('room.modelNote')}</p>
    </div>
  );
}

/** Circles around the scene. */
function ByRadius({ room, editing, onMade }: WayProps) {
  const { t } = useT();
  const [radius, setRadius] = useState<Partial<Record<ZoneKind, number>>>({});
  const { lon, lat } = room.incident;
  const put = (kind: ZoneKind, metres: number | null) => {
    const next = { ...radius, [kind]: metres && metres > 0 ? metres : undefined };
    setRadius(next);
    const set = zoneKinds.flatMap((k) => (next[k] ? [{ kind: k, radius: next[k] }] : []));
    editing.show(set.map((z) => ({ kind: z.kind, shape: { type: 'Polygon', coordinates: [closed(circle([lon, lat], z.radius))] } })));
    onMade({ zones: set });
  };
  return (
    <div className="room-fields">
      {zoneKinds.map((k) => (
        <Field key={k} label={`${t(`room.${k}`)} ${t('room.radius')}`}>
          <InputNumber size="small" min={0} max={20_000} step={50} value={radius[k]} suffix={t('room.metre')} aria-label={`${t(`room.${k}`)} ${t('room.radius')}`} onChange={(v) => put(k, v === null ? null : Number(v))} data-field={`radius-${k}`} />
        </Field>
      ))}
      <p className="faint room-wide">{t('room.keepRest')}</p>
    </div>
  );
}

const closed = <P,>(ring: P[]): P[] => (ring.length > 0 ? [...ring, ring[0]!] : ring);

/** One zone, drawn corner by corner. */
function ByHand({ editing, onMade }: WayProps) {
  const { t } = useT();
  const [kind, setKind] = useState<ZoneKind>('hot');
  const { drawing: d, act } = editing;
  const s = d.shape;
  const done = !d.open && whole(s) && !crossed(s);
  const take = () => {
    if (!s) return;
    const shape = { type: 'Polygon', coordinates: [closed(s.points)] };
    editing.show([{ kind, shape }]);
    onMade({ zones: [{ kind, shape }] });
  };
  return (
    <div className="stack">
      <Segmented size="small" value={kind} onChange={setKind} options={zoneKinds.map((k) => ({ value: k, label: t(`room.${k}`) }))} />
      <p className="faint">{t('room.drawHint')}</p>
      <div className="row room-line">
        <Button size="small" data-do="draw-zone" onClick={() => act({ do: 'begin', kind: 'polygon' })}>
          {t('room.drawBegin')}
        </Button>
        <Button size="small" disabled={d.past.length === 0} onClick={() => act({ do: 'undo' })}>
          {t('room.drawUndo')}
        </Button>
        <Button size="small" disabled={!d.open || !whole(s)} data-do="finish-zone" onClick={() => act({ do: 'finish' })}>
          {t('room.drawFinish')}
        </Button>
        <Button size="small" type="primary" disabled={!done} data-do="take-zone" onClick={take}>
          {t('room.preview')}
        </Button>
      </div>
      {s && <p className="faint">{t('room.drawCorners', { n: s.points.length })}</p>}
      {s && crossed(s) && <p className="nobody">{t('room.crossed')}</p>}
    </div>
  );
}
