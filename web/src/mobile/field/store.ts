import { useEffect } from 'react';
import type { FieldMine, ParState } from '@/api/field';
import { idempotencyKey } from '@/api/idempotency';
import type { Procedure, Task } from '@/api/types';
import { useKnown, type KnownOf } from '../known';
import { keep, recall, type Outgoing } from '../outbox';
import { myField, newFrameKey } from '../server';
import { outbox } from '../store';
import type { Where } from '../where';
import type { NarrowKey, NarrowMessage } from './narrow';

/** How long a press can be taken back before it is sent. */
export const undoFor = 5000;

/** What a message says, as it waits on the phone. */
export interface Saying {
  form: string;
  task?: string;
  values: Record<string, unknown>;
}

/** What the server knows of the person in the field. */
export function useField(may: boolean): KnownOf<FieldMine> {
  return useKnown({ key: 'field', ask: myField, moves: (type) => type.startsWith('field.'), every: 15_000, off: !may });
}

function newMark(): string {
  return [...crypto.getRandomValues(new Uint8Array(8))].map((b) => b.toString(16).padStart(2, '0')).join('');
}

/** What is sent in one order: the states of one task; each of the others by itself, so that none waits for another. */
const chainOf = (s: Saying, mark: string) => (s.form === 'status' ? `field:${s.task}` : `field:${mark}`);

/** Puts something into the queue; it goes by itself, once, whenever there is a network. Returns its mark. */
export async function say(person: string, s: Saying, o: { where?: Where; label: string; urgent?: boolean; undo?: boolean }): Promise<string> {
  const mark = newMark();
  const now = Date.now();
  const w = o.where;
  await outbox.add({
    id: mark, person, task: chainOf(s, mark), at: now, state: 'waiting',
    ...(o.urgent ? { urgent: true } : {}), ...(o.undo ? { notBefore: now + undoFor } : {}),
    request: {
      path: `/api/field/messages/${mark}`, label: o.label,
      json: { ...s, at: new Date(Math.floor(now / 1000) * 1000).toISOString(), ...(w ? { place: { lon: w.lon, lat: w.lat, accuracy: Math.min(65535, Math.round(w.accuracy)) } } : {}) },
    },
  });
  return mark;
}

type Waits = Saying & { at: string; place?: NarrowMessage['place'] };

/** What waits of the field's own, without positions: those go with the next one. */
export const sayings = (all: Outgoing[], person: string) => all.filter((o) => o.person === person && o.request?.path.startsWith('/api/field/messages/') && (o.request.json as Waits).form !== 'position');

export const sayingOf = (o: Outgoing) => o.request?.json as Waits;

/** What waits, as the narrow form says it. */
export function narrowOf(o: Outgoing): NarrowMessage {
  const s = sayingOf(o);
  return { form: s.form, mark: o.id, at: Math.floor(Date.parse(s.at) / 1000), task: s.task, place: s.place, values: s.values };
}

const rank = ['assigned', 'accepted', 'departed', 'arrived', 'done'];

/** Where a task stands once what waits here has been sent. */
export function standsAt(task: Task, waiting: Outgoing[]): string {
  let stage = task.stage;
  for (const o of waiting) {
    const s = o.request && o.state !== 'refused' ? sayingOf(o) : undefined;
    if (s?.form !== 'status' || s.task !== task.id) continue;
    const to = String(s.values.state);
    if (to === 'blocked' || stage === 'blocked' || rank.indexOf(to) > rank.indexOf(stage)) stage = to;
  }
  return stage;
}

/** What comes after a stage by the ordinary way. */
export const nextOf: Record<string, string | undefined> = { assigned: 'accepted', accepted: 'departed', departed: 'arrived', arrived: 'done' };

export function stageTitle(procedure: Procedure | undefined, task: Task, stage: string) {
  return procedure?.stages.find((s) => s.name === stage)?.title ?? task.stage_title;
}

interface Kept extends NarrowKey {
  until: string;
  person: string;
}

/** A key for short messages: fetched while there is a network, and anew when half of its time is over. */
export function useFrameKey(person: string, may: boolean) {
  useEffect(() => {
    if (!may) return;
    void (async () => {
      const had = (await recall<Kept>('frame-key'))?.value;
      if (had?.person === person && Date.parse(had.until) - Date.now() > 15 * 86_400_000) return;
      let device = localStorage.getItem('anlan.device');
      if (!device) {
        device = idempotencyKey();
        localStorage.setItem('anlan.device', device);
      }
      try {
        const k = await newFrameKey(device);
        await keep('frame-key', { ...k, person } satisfies Kept);
      } catch {
        // without a network there is no key; the next visit asks again
      }
    })();
  }, [person, may]);
}

export const frameKey = async (person: string): Promise<NarrowKey | undefined> => {
  const k = (await recall<Kept>('frame-key'))?.value;
  return k?.person === person ? k : undefined;
};

/** The clocks of safety as they run once what waits has been sent: a crew that went in without a network has its clock at once. */
export function parsOf(mine: FieldMine, tasks: Task[], waiting: Outgoing[], ahead: number): ParState[] {
  const out = [...mine.par];
  for (const o of waiting) {
    const s = sayingOf(o);
    if (s.form !== 'par' || o.state === 'refused') continue;
    const known = out.findIndex((p) => p.task === s.task);
    if (s.values.say === 'out' && known >= 0) out.splice(known, 1);
    if (s.values.say !== 'in' || known >= 0) continue;
    const task = tasks.find((x) => x.id === s.task);
    const begun = Date.parse(s.at) + ahead;
    const persons = Number(s.values.persons);
    const at = (minutes: number) => new Date(begun + minutes * 60_000).toISOString();
    out.push({
      id: o.id, task: s.task ?? '', task_title: task?.title ?? '', incident: task?.root ?? '', area: task?.area ?? '', person: o.person, person_name: '', minutes: mine.terms.every, persons, counted: persons,
      short: false, begun_at: at(0), begun_by: '', last_at: at(0), due_at: at(mine.terms.every), warn_at: at(mine.terms.every - mine.terms.warn), warned: false, overdue: false, overdue_at: null as never, call: '', ended_at: null as never, ended_by: '', how: '', rung_at: null as never, rounds: 0, unanswered_since: null as never,
    });
  }
  return out;
}
