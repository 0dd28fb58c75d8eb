import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EventFeed, type CityEvent } from '@/api/events';
import { StreamParser } from '@/api/stream';

describe('StreamParser', () => {
  const whole = 'retry: 1000\nid: 7\nevent: stream.open\ndata: {}\n\n: alive\n\nid: 8\nevent: signal.alarm.raised\ndata: {"a":1}\ndata: more\n\n';
  const events = [
    { id: '7', type: 'stream.open', data: '{}' },
    { id: '8', type: 'signal.alarm.raised', data: '{"a":1}\nmore' },
  ];

  it('cuts a stream into events', () => {
    expect(new StreamParser().feed(whole)).toEqual(events);
  });

  it('does not care where the chunks end', () => {
    for (let cut = 0; cut <= whole.length; cut++) {
      const p = new StreamParser();
      expect([...p.feed(whole.slice(0, cut)), ...p.feed(whole.slice(cut))], `cut at ${cut}`).toEqual(events);
    }
  });

  it('reads lines ended by CR LF, cut anywhere', () => {
    const dos = 'id: 1\r\nevent: x\r\ndata: y\r\n\r\n';
    for (let cut = 0; cut <= dos.length; cut++) {
      const p = new StreamParser();
      expect([...p.feed(dos.slice(0, cut)), ...p.feed(dos.slice(cut))], `cut at ${cut}`).toEqual([{ id: '1', type: 'x', data: 'y' }]);
    }
  });
});

/** A server that answers each connection with what it is told to. */
function server() {
  const calls: { headers: Headers; end: () => void; say: (s: string) => void }[] = [];
  const answers: ('open' | number)[] = [];
  vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
    const next = answers.shift() ?? 'open';
    if (typeof next === 'number') return Promise.resolve(new Response('', { status: next }));
    let control!: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({ start: (c) => void (control = c) });
    init.signal?.addEventListener('abort', () => control.error(new Error('aborted')));
    calls.push({
      headers: new Headers(init.headers),
      end: () => control.close(),
      say: (s) => control.enqueue(new TextEncoder().encode(s)),
    });
    return Promise.resolve(new Response(body, { status: 200 }));
  });
  return { calls, answers };
}

const settle = () => vi.advanceTimersByTimeAsync(1);

describe('EventFeed', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('goes on after the last event when the connection breaks, and says that it broke', async () => {
    const s = server();
    const feed = new EventFeed('/events');
    const seen: CityEvent[] = [];
    feed.on((e) => seen.push(e));
    feed.start();
    await settle();
    expect(feed.snapshot().state).toBe('live');
    s.calls[0]!.say('id: 41\nevent: signal.alarm.raised\ndata: {"area":"210106","object":"a","data":{"id":"a"}}\n\n');
    await settle();
    expect(seen).toMatchObject([{ id: '41', type: 'signal.alarm.raised', area: '210106', data: { id: 'a' } }]);

    s.calls[0]!.end();
    await settle();
    expect(feed.snapshot()).toMatchObject({ state: 'lost', tries: 1 });
    await vi.advanceTimersByTimeAsync(1000);
    expect(feed.snapshot().state).toBe('live');
    expect(s.calls[1]!.headers.get('Last-Event-ID')).toBe('41');
    feed.stop();
  });

  it('tries again while the server refuses, and reads everything anew when nothing can be resumed', async () => {
    const s = server();
    s.answers.push(503, 503);
    const feed = new EventFeed('/events');
    const types: string[] = [];
    feed.on((e) => types.push(e.type));
    feed.start();
    await settle();
    expect(feed.snapshot()).toMatchObject({ state: 'lost', tries: 1 });
    await vi.advanceTimersByTimeAsync(5000);
    expect(feed.snapshot().state).toBe('live');
    expect(types).toEqual(['stream.reset']);
    feed.stop();
  });

  it('takes a silent connection for a dead one', async () => {
    server();
    const feed = new EventFeed('/events');
    feed.start();
    await settle();
    await vi.advanceTimersByTimeAsync(45_001);
    expect(feed.snapshot().state).toBe('lost');
    feed.stop();
  });

  it('stops and tells when nobody is signed in any more', async () => {
    const s = server();
    s.answers.push(401);
    const out = vi.fn();
    const feed = new EventFeed('/events', out);
    feed.start();
    await settle();
    expect(out).toHaveBeenCalledOnce();
    expect(feed.snapshot().state).toBe('idle');
  });

  it('tries at once when asked', async () => {
    const s = server();
    s.answers.push(503);
    const feed = new EventFeed('/events');
    feed.start();
    await settle();
    expect(feed.snapshot().state).toBe('lost');
    feed.retryNow();
    await settle();
    expect(feed.snapshot().state).toBe('live');
    feed.stop();
  });
});
