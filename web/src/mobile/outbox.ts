import Dexie, { type EntityTable } from 'dexie';

export interface Photo {
  key: string;
  name: string;
  blob: Blob;
}

/** A request of any kind: the path, and the JSON to send; with a photo beside it, the photo is what is sent. */
export interface Request {
  path: string;
  json?: unknown;
  /** What the person did, in words, for the list of what waits. */
  label: string;
}

/**
 * One thing the person did: an act of a case with its form, a photo, or a request of another system. It stays until the
 * server has answered. Things with the same `task` are sent in order, and wait behind one of them that was refused.
 */
export interface Outgoing {
  /** Also the Idempotency-Key: sent twice, done once. */
  id: string;
  person: string;
  task: string;
  at: number;
  act?: string;
  to?: string;
  form?: Record<string, unknown>;
  photo?: Photo;
  request?: Request;
  state: 'waiting' | 'sending' | 'refused';
  /** The server's sentence when it refused. */
  why?: string;
}

interface Kept {
  key: string;
  at: number;
  value: unknown;
}

const db = new Dexie('anlan-phone') as Dexie & {
  outgoing: EntityTable<Outgoing, 'id'>;
  kept: EntityTable<Kept, 'key'>;
};
db.version(1).stores({ outgoing: 'id, at, task', kept: 'key' });

/** Remembers an answer of the server, to show when there is no network. */
export async function keep(key: string, value: unknown) {
  await db.kept.put({ key, at: Date.now(), value });
}

export async function recall<T>(key: string): Promise<{ at: number; value: T } | undefined> {
  const k = await db.kept.get(key);
  return k && { at: k.at, value: k.value as T };
}

/** Forgets everything that is shown, when somebody signs out. What was not sent stays: it belongs to its person. */
export async function forget() {
  await db.kept.clear();
}

export type Delivery = 'sent' | 'later' | { refused: string };
type Send = (o: Outgoing) => Promise<Delivery>;

/** Sends what the person did in the order in which it was done; what cannot be sent now is kept. */
export class Outbox {
  private items: Outgoing[] = [];
  private readonly watchers = new Set<() => void>();
  private running: Promise<void> | undefined;
  /** Who is signed in: what others did on this phone waits until they are. Undefined: nobody is known to be. */
  person: string | undefined;

  constructor(
    private readonly send: Send,
    private readonly onSent: (o: Outgoing) => void | Promise<void>,
  ) {}

  /** Reads what an earlier visit left. */
  async open() {
    await db.outgoing.where('id').notEqual('').modify((o) => {
      if (o.state === 'sending') o.state = 'waiting';
    });
    await this.reload();
  }

  readonly watch = (f: () => void) => {
    this.watchers.add(f);
    return () => {
      this.watchers.delete(f);
    };
  };

  readonly snapshot = () => this.items;

  async add(o: Outgoing) {
    await db.outgoing.add(o);
    await this.reload();
    void this.flush();
  }

  async discard(id: string) {
    await db.outgoing.delete(id);
    await this.reload();
  }

  async retry(id: string) {
    await db.outgoing.update(id, { state: 'waiting', why: undefined });
    await this.reload();
    void this.flush();
  }

  /** Sends all that waits; at most one run at a time. */
  flush(): Promise<void> {
    this.running ??= this.run().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async run() {
    const stuck = new Set(this.items.filter((o) => o.state === 'refused').map((o) => o.task));
    for (;;) {
      const next = this.items.find((o) => o.state === 'waiting' && !stuck.has(o.task) && (this.person === undefined || o.person === this.person));
      if (!next) return;
      await this.mark(next.id, { state: 'sending' });
      const result = await this.send(next);
      if (result === 'sent') {
        // Only once the page has the server's new state: else it would offer the same step again for a moment.
        await this.onSent(next);
        await db.outgoing.delete(next.id);
        await this.reload();
      } else if (result === 'later') {
        await this.mark(next.id, { state: 'waiting' });
        return;
      } else {
        stuck.add(next.task);
        await this.mark(next.id, { state: 'refused', why: result.refused });
      }
    }
  }

  private async mark(id: string, change: Partial<Outgoing>) {
    await db.outgoing.update(id, change);
    await this.reload();
  }

  private async reload() {
    this.items = await db.outgoing.orderBy('at').toArray();
    for (const f of this.watchers) f();
  }
}
