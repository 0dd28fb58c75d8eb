const zone = 'Asia/Shanghai';

const parts = new Intl.DateTimeFormat('en-CA', {
  timeZone: zone,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

export type TimeStyle = 'full' | 'minute' | 'day' | 'clock' | 'short';

/** A point in time as the city's clock shows it (Asia/Shanghai), whatever the machine's own zone is. */
export function shanghai(at: string | number | Date | undefined | null, style: TimeStyle = 'full'): string {
  if (at === undefined || at === null || at === '') return '';
  const d = new Date(at);
  if (Number.isNaN(d.getTime()) || d.getTime() <= 0) return '';
  const p = Object.fromEntries(parts.formatToParts(d).map((x) => [x.type, x.value]));
  const day = `${p.year}-${p.month}-${p.day}`;
  switch (style) {
    case 'day':
      return day;
    case 'clock':
      return `${p.hour}:${p.minute}:${p.second}`;
    case 'minute':
      return `${day} ${p.hour}:${p.minute}`;
    case 'short':
      return `${p.month}-${p.day} ${p.hour}:${p.minute}`;
    default:
      return `${day} ${p.hour}:${p.minute}:${p.second}`;
  }
}

/** The end of a term: one that is over at midnight is told as 24:00 of its last day, as the law means it. */
export function dueText(at: string | undefined | null, style: 'minute' | 'short' = 'minute'): string {
  const text = shanghai(at, style);
  if (!text.endsWith(' 00:00')) return text;
  return `${shanghai(Date.parse(at ?? '') - 60_000, style).slice(0, -6)} 24:00`;
}

/** The value of a datetime-local field, read as Shanghai time, in RFC 3339. China has had no summer time since 1991. */
export function fromLocalField(v: string): string {
  return v ? `${v.length === 16 ? `${v}:00` : v}+08:00` : '';
}

export function toLocalField(at: string | undefined): string {
  return shanghai(at, 'minute').replace(' ', 'T');
}

export interface Span {
  unit: 'second' | 'minute' | 'hour' | 'day';
  n: number;
}

/** A length of time in its one or two leading units: [{hour 2}, {minute 5}]. */
export function span(ms: number): Span[] {
  const s = Math.max(0, Math.floor(ms / 1000));
  const day = Math.floor(s / 86400);
  const hour = Math.floor((s % 86400) / 3600);
  const minute = Math.floor((s % 3600) / 60);
  if (day > 0) return [{ unit: 'day', n: day }, ...(hour ? [{ unit: 'hour', n: hour } as Span] : [])];
  if (hour > 0) return [{ unit: 'hour', n: hour }, ...(minute ? [{ unit: 'minute', n: minute } as Span] : [])];
  if (minute > 0) return [{ unit: 'minute', n: minute }];
  return [{ unit: 'second', n: s % 60 }];
}

/** The next change of shift (08:00 and 20:00 Shanghai time) after `now`, epoch ms. */
export function shiftEnd(now: number): number {
  const offset = 8 * 3_600_000;
  const local = now + offset;
  const midnight = Math.floor(local / 86_400_000) * 86_400_000;
  const next = [8, 20, 32].map((h) => midnight + h * 3_600_000).find((x) => x > local) ?? local;
  return next - offset;
}
