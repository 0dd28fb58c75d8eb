import type { CityEvent } from './events';
import { openAlarms, queries } from './queries';
import type { Alarm } from './types';

/** Puts changed alarms into a list: the newest revision wins, those that are over leave. */
export function mergeAlarms(known: Alarm[], changed: Iterable<Alarm>): Alarm[] {
  const byId = new Map(known.map((a) => [a.id, a]));
  for (const a of changed) {
    const old = byId.get(a.id);
    if (old && old.revision > a.revision) continue;
    if (a.state === 'normal') byId.delete(a.id);
    else if (a.state === 'suppressed' || a.state === 'out-of-service') byId.delete(a.id); // listed with what is hidden
    else byId.set(a.id, { ...old, ...a });
  }
  return [...byId.values()];
}

/** Keeps the cached queries true to the event stream. Bursts of alarms reach the screen together, ten times a second. */
export class LiveCache {
  private readonly waiting = new Map<string, Alarm>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  private regroup: ReturnType<typeof setTimeout> | undefined;

  private recount: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly onRaised: (a: Alarm) => void) {}

  take(e: CityEvent) {
    if (e.type === 'stream.reset') {
      void queries.invalidateQueries();
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
      for (const key of ['incident', 'incidents', 'tasks', 'case', 'cases', 'inbox']) {
        void queries.invalidateQueries({ queryKey: [key] });
      }
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
    if (e.type.startsWith('warn.warning.')) void queries.invalidateQueries({ queryKey: ['warnings'] });
    if (e.type.startsWith('register.element.')) {
      void queries.invalidateQueries({ queryKey: ['element', e.object] });
      this.recount ??= setTimeout(() => {
        this.recount = undefined;
        void queries.invalidateQueries({ queryKey: ['counts'] });
      }, 2000);
    }
  }

  private flush() {
    this.timer = undefined;
    const changed = [...this.waiting.values()];
    this.waiting.clear();
    queries.setQueryData(openAlarms.queryKey, (old) => (old ? mergeAlarms(old, changed) : old));
    this.regroup ??= setTimeout(() => {
      this.regroup = undefined;
      void queries.invalidateQueries({ queryKey: ['alarms', 'groups'] });
    }, 1000);
    for (const a of changed) void queries.invalidateQueries({ queryKey: ['alarm', a.id] });
    if (changed.length > 0) for (const key of ['hazards', 'events']) void queries.invalidateQueries({ queryKey: [key] });
  }
}
