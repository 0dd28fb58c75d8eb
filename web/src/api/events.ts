import { StreamParser } from './stream';

/** What the server tells about one change, inside the person's scope. */
export interface CityEvent<T = unknown> {
  id: string;
  type: string;
  area: string;
  object: string;
  at: string;
  data: T;
}

export interface Connection {
  state: 'idle' | 'connecting' | 'live' | 'lost';
  /** When the connection was lost, epoch ms; 0 while it stands. */
  since: number;
  /** Tries since it was lost. */
  tries: number;
}

type Listener = (e: CityEvent) => void;

const silence = 45_000; // the server sends a comment at least each 15 s
const slowest = 10_000;

/**
 * The live connection: one fetch of /api/events that is opened again, from the last event seen, whenever it breaks.
 * `onGap` is called when events may have been missed (the server says stream.reset): read everything again then.
 */
export class EventFeed {
  private connection: Connection = { state: 'idle', since: 0, tries: 0 };
  private readonly watchers = new Set<() => void>();
  private readonly listeners = new Set<Listener>();
  private last = '';
  private abort: AbortController | undefined;
  private wake: (() => void) | undefined;

  constructor(
    private readonly url: string,
    private readonly onSignedOut: () => void = () => {},
  ) {}

  /** Opens the stream; does nothing when it is open. */
  start() {
    if (this.abort) return;
    const abort = new AbortController();
    this.abort = abort;
    const retry = () => this.wake?.();
    window.addEventListener('online', retry, { signal: abort.signal });
    document.addEventListener('visibilitychange', retry, { signal: abort.signal });
    void this.run(abort.signal);
  }

  stop() {
    this.abort?.abort();
    this.abort = undefined;
    this.last = '';
    this.set({ state: 'idle', since: 0, tries: 0 });
  }

  /** Tries again at once instead of waiting. */
  retryNow() {
    this.wake?.();
  }

  on(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  readonly watch = (f: () => void): (() => void) => {
    this.watchers.add(f);
    return () => this.watchers.delete(f);
  };

  readonly snapshot = (): Connection => this.connection;

  private set(next: Connection) {
    this.connection = next;
    for (const f of this.watchers) f();
  }

  private async run(stopped: AbortSignal) {
    this.set({ state: 'connecting', since: 0, tries: 0 });
    while (!stopped.aborted) {
      try {
        await this.read(stopped);
      } catch {
        // A broken stream and a refused one are the same here: try again.
      }
      if (stopped.aborted) return;
      const { since, tries } = this.connection;
      this.set({ state: 'lost', since: since || Date.now(), tries: tries + 1 });
      await this.pause(Math.min(slowest, 500 * 2 ** Math.min(tries, 5)) * (0.75 + Math.random() / 2), stopped);
    }
  }

  private async read(stopped: AbortSignal) {
    const cut = new AbortController();
    const signal = AbortSignal.any([stopped, cut.signal]);
    let quiet = setTimeout(() => cut.abort(), silence);
    try {
      const headers: Record<string, string> = { Accept: 'text/event-stream' };
      if (this.last) headers['Last-Event-ID'] = this.last;
      const answer = await fetch(this.url, { headers, signal, cache: 'no-store' });
      if (answer.status === 401) {
        this.onSignedOut();
        this.stop();
        return;
      }
      if (!answer.ok || !answer.body) throw new Error(`events: ${answer.status}`);
      const missed = this.connection.state === 'lost' && this.last === '';
      this.set({ state: 'live', since: 0, tries: 0 });
      if (missed) this.tell({ id: '', type: 'stream.reset', area: '', object: '', at: '', data: null });
      const parser = new StreamParser();
      const decoder = new TextDecoder();
      const reader = answer.body.getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        clearTimeout(quiet);
        quiet = setTimeout(() => cut.abort(), silence);
        for (const e of parser.feed(decoder.decode(value, { stream: true }))) {
          if (e.id) this.last = e.id;
          this.tell(unpack(e.type, e.id, e.data));
        }
      }
    } finally {
      clearTimeout(quiet);
      cut.abort();
    }
  }

  private tell(e: CityEvent) {
    for (const f of this.listeners) f(e);
  }

  private pause(ms: number, stopped: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.wake = done;
      stopped.addEventListener('abort', done, { once: true });
    });
  }
}

function unpack(type: string, id: string, data: string): CityEvent {
  try {
    const v = JSON.parse(data) as Partial<CityEvent>;
    return { id, type, area: v.area ?? '', object: v.object ?? '', at: v.at ?? '', data: v.data ?? null };
  } catch {
    return { id, type, area: '', object: '', at: '', data: null };
  }
}
