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
  /** Goes before everything else that waits: a call for help. */
  urgent?: boolean;
  /** Not sent before this moment, epoch ms: until then it can be taken back. */
  notBefore?: number;
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

/** A file is large and takes long; what is said beside it does not wait for it. */
type Lane = 'words' | 'files';
const laneOf = (o: Outgoing): Lane => (o.photo ? 'files' : 'words');

/**
 * Sends what the person did in the order in which it was done; what cannot be sent now is kept. Things of one task go one after
 * another. Files have a lane of their own, so that a film holds up no report of another task.
 */
export class Outbox {
  private items: Outgoing[] = [];
  private readonly watchers = new Set<() => void>();
  private readonly running: Partial<Record<Lane, Promise<void>>> = {};
  private sent = 0;
  private alarm: ReturnType<typeof setTimeout> | undefined;
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

  /** Takes back what has not begun to be sent; false when it is too late. */
  async takeBack(id: string): Promise<boolean> {
    const gone = await db.transaction('rw', db.outgoing, async () => {
      const o = await db.outgoing.get(id);
      if (!o || o.state === 'sending') return false;
      await db.outgoing.delete(id);
      return true;
    });
    await this.reload();
    return gone;
  }

  async retry(id: string) {
    await db.outgoing.update(id, { state: 'waiting', why: undefined });
    await this.reload();
    void this.flush();
  }

  /** Sends all that can be sent; at most one run of a lane at a time. */
  async flush(): Promise<void> {
    for (let before = -1; before !== this.sent; ) {
      before = this.sent;
      await Promise.all([this.go('words'), this.go('files')]);
    }
  }

  private go(lane: Lane): Promise<void> {
    return (this.running[lane] ??= this.run(lane).finally(() => {
      this.running[lane] = undefined;
    }));
  }

  /** What goes next in a lane: the first of its task, the urgent before the others. */
  private next(lane: Lane): Outgoing | undefined {
    const taken = new Set<string>();
    let found: Outgoing | undefined;
    let soonest = Infinity;
    for (const o of this.items) {
      if (taken.has(o.task) || (this.person !== undefined && o.person !== this.person)) continue;
      taken.add(o.task);
      if (o.state !== 'waiting' || laneOf(o) !== lane) continue;
      if (o.notBefore !== undefined && o.notBefore > Date.now()) soonest = Math.min(soonest, o.notBefore);
      else if (!found || (o.urgent && !found.urgent)) found = o;
    }
    if (soonest < Infinity) this.wakeAt(soonest);
    return found;
  }

  private wakeAt(at: number) {
    clearTimeout(this.alarm);
    this.alarm = setTimeout(() => void this.flush(), Math.max(0, at - Date.now()) + 10);
  }

  private async run(lane: Lane) {
    for (;;) {
      const next = this.next(lane);
      if (!next || !(await this.claim(next.id))) return;
      const result = await this.send(next);
      if (result === 'sent') {
        // Only once the page has the server's new state: else it would offer the same step again for a moment.
        await this.onSent(next);
        await db.outgoing.delete(next.id);
        await this.reload();
        this.sent++;
        void this.go(lane === 'words' ? 'files' : 'words'); // what waited behind it
      } else if (result === 'later') {
        await this.mark(next.id, { state: 'waiting' });
        return;
      } else {
        await this.mark(next.id, { state: 'refused', why: result.refused });
      }
    }
  }

  /** Marks one as being sent; false when it was taken back meanwhile. */
  private async claim(id: string): Promise<boolean> {
    const there = (await db.outgoing.update(id, { state: 'sending' })) === 1;
    await this.reload();
    return there;
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
