import 'fake-indexeddb/auto';
import { describe, expect, it, vi } from 'vitest';
import type { Procedure, Task } from '@/api/types';
import { expected } from '@/mobile/expect';
import { Outbox, type Delivery, type Outgoing } from '@/mobile/outbox';

let n = 0;
const act = (task: string, name: string, to: string): Outgoing => ({
  id: `key-${++n}`,
  person: 'field',
  task,
  at: n,
  act: name,
  to,
  form: {},
  state: 'waiting',
});

async function box(send: (o: Outgoing) => Promise<Delivery>) {
  const sent = vi.fn();
  const b = new Outbox(send, sent);
  await b.open();
  for (const o of b.snapshot()) await b.discard(o.id);
  return { b, sent };
}

describe('Outbox', () => {
  it('keeps what cannot be sent, and sends it in order later, each under its own key', async () => {
    let online = false;
    const got: string[] = [];
    const { b, sent } = await box(async (o) => {
      if (!online) return 'later';
      got.push(o.id);
      return 'sent';
    });
    const [one, two] = [act('t', 'accept', 'accepted'), act('t', 'arrive', 'arrived')];
    await b.add(one);
    await b.add(two);
    await b.flush();
    expect(b.snapshot().map((o) => o.state)).toEqual(['waiting', 'waiting']);
    online = true;
    await b.flush();
    await b.flush();
    expect(got).toEqual([one.id, two.id]);
    expect(b.snapshot()).toEqual([]);
    expect(sent).toHaveBeenCalledTimes(2);
  });

  it('keeps a sent act until the page has the new state, so that no step is offered twice', async () => {
    let held: string[] = [];
    const b: Outbox = new Outbox(
      async () => 'sent',
      async (o) => {
        await Promise.resolve();
        held = b.snapshot().map((x) => x.id);
        expect(held).toContain(o.id);
      },
    );
    await b.open();
    for (const o of b.snapshot()) await b.discard(o.id);
    await b.add(act('t', 'accept', 'accepted'));
    await b.flush();
    expect(held).toHaveLength(1);
    expect(b.snapshot()).toEqual([]);
  });

  it('survives the page: what was being sent when it closed is sent again under the same key', async () => {
    const { b } = await box(() => new Promise(() => {}));
    const o = act('t', 'accept', 'accepted');
    await b.add(o);
    await vi.waitFor(() => expect(b.snapshot()[0]?.state).toBe('sending'), { timeout: 20_000 });
    const keys: string[] = [];
    const next = new Outbox(async (x) => {
      keys.push(x.id);
      return 'sent';
    }, () => {});
    await next.open();
    await next.flush();
    expect(keys).toEqual([o.id]);
    expect(next.snapshot()).toEqual([]);
  });

  it('holds what follows a refusal of the same task, but not the other tasks', async () => {
    const got: string[] = [];
    const { b } = await box(async (o) => {
      if (o.act === 'accept') return { refused: '任务已取消' };
      got.push(o.task);
      return 'sent';
    });
    await b.add(act('a', 'accept', 'accepted'));
    await b.add(act('a', 'arrive', 'arrived'));
    await b.add(act('b', 'arrive', 'arrived'));
    await b.flush();
    await b.flush();
    expect(got).toEqual(['b']);
    expect(b.snapshot().map((o) => `${o.task} ${o.act} ${o.state} ${o.why ?? ''}`.trim())).toEqual(['a accept refused 任务已取消', 'a arrive waiting']);
  });

  it('lets a film hold up nothing but what names it; a call for help goes before all', async () => {
    let filmed: () => void = () => {};
    const got: string[] = [];
    let online = false;
    const { b } = await box(async (o) => {
      if (!online) return 'later';
      if (o.photo) await new Promise<void>((done) => (filmed = done));
      got.push(o.id);
      return 'sent';
    });
    const film: Outgoing = { ...act('a', '', ''), act: undefined, photo: { key: 'film', name: 'a.mp4', blob: new Blob(['x']) } };
    const names = act('a', 'arrive', 'arrived');
    const other = act('b', 'accept', 'accepted');
    const help: Outgoing = { ...act('c', 'help', ''), urgent: true };
    for (const o of [film, names, other, help]) await b.add(o);
    await b.flush();
    online = true;
    const all = b.flush();
    await vi.waitFor(() => expect(got).toEqual([help.id, other.id]), { timeout: 20_000 });
    filmed();
    await all;
    expect(got).toEqual([help.id, other.id, film.id, names.id]);
    expect(b.snapshot()).toEqual([]);
  });

  it('holds a press until it can no longer be taken back, and then sends it by itself', async () => {
    const got: string[] = [];
    const { b } = await box(async (o) => {
      got.push(o.id);
      return 'sent';
    });
    const [slip, meant] = [{ ...act('a', 'accept', 'accepted'), notBefore: Date.now() + 3_600_000 }, { ...act('b', 'accept', 'accepted'), notBefore: Date.now() + 60 }];
    await b.add(slip);
    await b.add(meant);
    await b.flush();
    expect(await b.takeBack(slip.id)).toBe(true);
    await vi.waitFor(() => expect(got).toEqual([meant.id]), { timeout: 20_000 });
    expect(await b.takeBack(meant.id)).toBe(false);
  });
});

describe('expected', () => {
  const title = (zh: string) => ({ zh, en: zh });
  const procedure = {
    stages: ['assigned', 'accepted', 'arrived', 'done'].map((s) => ({ name: s, title: title(s), final: s === 'done' })),
    acts: [
      { name: 'accept', title: title('接受'), from: ['assigned'], to: 'accepted', tone: 'next', who: { assignee: true }, basis: {} },
      { name: 'arrive', title: title('到达'), from: ['accepted'], to: 'arrived', tone: 'next', who: { assignee: true }, basis: {} },
      { name: 'cancel', title: title('取消'), from: ['accepted'], to: 'cancelled', tone: 'danger', who: { assignee: false }, basis: {} },
    ],
  } as unknown as Procedure;
  const task = { id: 't', stage: 'assigned', stage_title: title('assigned'), closed: false, acts: [] } as unknown as Task;

  it('goes ahead of the server by what waits, and offers only what the assignee may do', () => {
    const now = expected(task, [act('t', 'accept', 'accepted')], procedure);
    expect(now.stage).toBe('accepted');
    expect(now.acts.map((a) => a.act)).toEqual(['arrive']);
  });

  it('does not count what was refused, nor other tasks', () => {
    const refused = { ...act('t', 'accept', 'accepted'), state: 'refused' as const };
    expect(expected(task, [refused, act('other', 'accept', 'accepted')], procedure).stage).toBe('assigned');
  });
});
