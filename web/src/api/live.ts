import type { CityEvent } from './events';
import { mostOpen, openAlarms, queries } from './queries';
import type { Alarm } from './types';

const ranks: Record<string, number> = { critical: 0, high: 1, medium: 2, low: 3 };

/** Puts changed alarms into a list: the newest revision wins, those that are over leave, and of too many the least severe. */
export function mergeAlarms(known: Alarm[], changed: Iterable<Alarm>): Alarm[] {
  const byId = new Map(known.map((a) => [a.id, a]));
  for (const a of changed) {
    const old = byId.get(a.id);
    if (old && old.revision > a.revision) continue;
    if (a.state === 'normal') byId.delete(a.id);
    else if (a.state === 'suppressed' || a.state === 'out-of-service') byId.delete(a.id); // listed with what is hidden
    else byId.set(a.id, { ...old, ...a });
  }
  const all = [...byId.values()];
  if (all.length <= mostOpen) return all;
  return all.sort((a, b) => (ranks[a.severity] ?? 9) - (ranks[b.severity] ?? 9) || (a.id < b.id ? 1 : -1)).slice(0, mostOpen);
}

/** Keeps the cached queries true to the event stream. Bursts of alarms reach the screen together, ten times a second. */
export class LiveCache {
  private readonly waiting = new Map<string, Alarm>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  private regroup: ReturnType<typeof setTimeout> | undefined;

  private recount: ReturnType<typeof setTimeout> | undefined;

  private reread: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly onRaised: (a: Alarm) => void) {}

  take(e: CityEvent) {
    if (e.type === 'stream.reset') {
      void queries.invalidateQueries();
      return;
    }
    if (e.type === 'stream.burst') {
      this.burst(e.data as { counts?: Record<string, number> } | null);
      return;
    }
    if (e.type.startsWith('signal.alarm.')) {
      const a = e.data as Alarm | null;
      if (!a?.id) return;
      this.waiting.set(a.id, a);
      if (e.type === 'signal.alarm.raised') this.onRaised(a);
      this.timer ??= setTimeout(() => this.flush(), 100);
      return;
    }
    if (e.type.startsWith('procedure.') || e.type.startsWith('command.')) {
      for (const key of ['incident', 'incidents', 'rooms', 'tasks', 'case', 'cases', 'inbox']) {
        void queries.invalidateQueries({ queryKey: [key] });
      }
      return;
    }
    if (e.type.startsWith('field.')) {
      for (const key of ['field', 'incident']) void queries.invalidateQueries({ queryKey: [key] });
      return;
    }
    if (e.type.startsWith('dispatch.')) {
      for (const key of ['force', 'incident']) void queries.invalidateQueries({ queryKey: [key] });
      return;
    }
    if (e.type.startsWith('hazard.')) {
      for (const key of ['hazards', 'promises', 'parks']) void queries.invalidateQueries({ queryKey: [key] });
      return;
    }
    if (e.type.startsWith('nature.')) {
      for (const key of ['events', e.type.startsWith('nature.water') ? 'water' : e.type.startsWith('nature.typhoon') ? 'typhoons' : e.type.startsWith('nature.forest') ? 'forest' : 'sightings']) void queries.invalidateQueries({ queryKey: [key] });
      return;
    }
    if (e.type.startsWith('duty.')) void queries.invalidateQueries({ queryKey: [e.type === 'duty.changed' ? 'duty' : 'calls'] });
    if (e.type.startsWith('monitor.picture.')) void queries.invalidateQueries({ queryKey: ['alarm', e.object] });
    if (e.type.startsWith('warn.warning.')) void queries.invalidateQueries({ queryKey: ['warnings'] });
    if (e.type.startsWith('register.element.')) {
      void queries.invalidateQueries({ queryKey: ['element', e.object] });
      this.recount ??= setTimeout(() => {
        this.recount = undefined;
        void queries.invalidateQueries({ queryKey: ['counts'] });
      }, 2000);
    }
  }

  /** More came than a screen can show one by one: the groups are read at once, the list when some seconds have passed. */
  private burst(told: { counts?: Record<string, number> } | null) {
    const types = Object.keys(told?.counts ?? {});
    if (types.some((t) => t.startsWith('signal.alarm.'))) {
      this.group();
      this.reread ??= setTimeout(() => {
        this.reread = undefined;
        void queries.invalidateQueries({ queryKey: openAlarms.queryKey });
      }, 5000);
    }
    if (types.some((t) => !t.startsWith('signal.alarm.')))
      void queries.invalidateQueries({ predicate: (q) => q.queryKey[0] !== 'alarms' && q.queryKey[0] !== 'alarm' });
  }

  private group() {
    this.regroup ??= setTimeout(() => {
      this.regroup = undefined;
      void queries.invalidateQueries({ queryKey: ['alarms', 'groups'] });
    }, 1000);
  }

  private flush() {
    this.timer = undefined;
    const changed = [...this.waiting.values()];
    this.waiting.clear();
    queries.setQueryData(openAlarms.queryKey, (old) => (old ? mergeAlarms(old, changed) : old));
    this.group();
    for (const a of changed) void queries.invalidateQueries({ queryKey: ['alarm', a.id] });
    if (changed.length > 0) for (const key of ['hazards', 'events']) void queries.invalidateQueries({ queryKey: [key] });
  }
}
