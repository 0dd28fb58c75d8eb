import './clock-calendar.css';
import { useMemo } from 'react';
import type { ClockDay, DayKind, TermUnit } from '@/api/casework';
import { useT } from '@/i18n/desk';
import { shanghai } from './time';

export interface ClockCalendarProps {
  /** When the term began and when it is over. */
  start: string;
  due: string;
  unit: TermUnit;
  /** Every day between them, as the server counted. Days it does not name are shown without a mark. */
  days: ClockDay[];
  /** A pause without an end still lasts. */
  pauses?: { from: string; to?: string; why?: string }[];
}

export interface DayCell {
  date: string;
  day: number;
  /** undefined outside the term. */
  kind?: DayKind;
  name: string;
  counted: boolean;
  start: boolean;
  due: boolean;
  /** Why the day is excluded. */
  paused?: string;
}
export interface MonthSheet {
  year: number;
  month: number;
  /** The weeks that the term touches, from Monday on; empty places are undefined. */
  weeks: (DayCell | undefined)[][];
}

const dayMs = 86_400_000;
const ofDate = (date: string) => Date.parse(`${date}T00:00:00Z`);
const dateOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** The months from the start to the due day, with what each day is. Dates are those of China. */
export function sheetsOf(p: ClockCalendarProps): MonthSheet[] {
  const first = shanghai(p.start, 'day');
  const last = lastDay(p.due);
  if (!first || !last) return [];
  const [from, to] = first <= last ? [first, last] : [last, first];
  const known = new Map(p.days.map((d) => [d.date, d]));
  const breaks = (p.pauses ?? []).map((x) => ({ from: shanghai(x.from, 'day'), to: x.to ? lastDay(x.to) : '9999', why: x.why ?? '' }));
  const cell = (date: string): DayCell => {
    const d = known.get(date);
    const within = date >= from && date <= to;
    const paused = breaks.find((b) => date >= b.from && date <= b.to);
    const works = !d || d.kind === 'work' || d.kind === 'makeup';
    const counts = p.unit === 'hours' ? true : date !== first && (p.unit !== 'working-days' || works);
    return {
      date,
      day: Number(date.slice(8)),
      kind: within ? (d?.kind ?? 'work') : undefined,
      name: d?.name ?? '',
      counted: within && counts && !paused,
      start: date === first,
      due: date === last,
      paused: within ? paused?.why : undefined,
    };
  };
  const sheets: MonthSheet[] = [];
  let [year, month] = [Number(from.slice(0, 4)), Number(from.slice(5, 7))];
  while (`${year}-${String(month).padStart(2, '0')}` <= to.slice(0, 7)) {
    sheets.push(sheet(year, month, cell));
    month++;
    if (month > 12) [year, month] = [year + 1, 1];
  }
  return sheets;
}

/** A term that is over at 24:00 ends on the day before, not on the day that begins then. */
function lastDay(at: string): string {
  const ms = Date.parse(at);
  return Number.isNaN(ms) ? '' : shanghai(ms - 1, 'day');
}

function sheet(year: number, month: number, cell: (date: string) => DayCell): MonthSheet {
  const first = ofDate(`${year}-${String(month).padStart(2, '0')}-01`);
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const places: (DayCell | undefined)[] = Array.from({ length: (new Date(first).getUTCDay() + 6) % 7 });
  for (let i = 0; i < length; i++) places.push(cell(dateOf(first + i * dayMs)));
  while (places.length % 7) places.push(undefined);
  const weeks = Array.from({ length: places.length / 7 }, (_, w) => places.slice(w * 7, w * 7 + 7));
  return { year, month, weeks: weeks.filter((week) => week.some((d) => d?.kind !== undefined)) };
}

/** The days of a term on a calendar: counted, not counted, holidays by name, make-up days, excluded periods, the due day. */
export function ClockCalendar(props: ClockCalendarProps) {
  const { t, lang } = useT();
  const { start, due, unit, days, pauses } = props;
  const sheets = useMemo(() => sheetsOf({ start, due, unit, days, pauses }), [start, due, unit, days, pauses]);
  const weekdays = useMemo(() => weekdayNames(lang), [lang]);
  return (
    <div className="cal">
      <ul className="cal-legend" aria-label={t('term.legend')}>
        <li className="cal-day cal-counted">{t('term.kind_work')}</li>
        <li className="cal-day cal-out">{t('term.kind_out')}</li>
        <li className="cal-day cal-holiday cal-out">{`${t('term.kind_holiday')} ${t('term.short_holiday')}`}</li>
        <li className="cal-day cal-makeup">{`${t('term.kind_makeup')} ${t('term.short_makeup')}`}</li>
        {!!pauses?.length && <li className="cal-day cal-paused">{`${t('term.kind_paused')} ${t('term.short_paused')}`}</li>}
        <li className="cal-day cal-due">{`${t('term.kind_due')} ${t('term.short_due')}`}</li>
      </ul>
      <div className="cal-months">
        {sheets.map((s) => (
          <table key={`${s.year}-${s.month}`} className="cal-month">
            <caption className="num">{t('term.monthTitle', { y: s.year, m: s.month })}</caption>
            <thead>
              <tr>
                {weekdays.map((w) => (
                  <th key={w} scope="col">
                    {w}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {s.weeks.map((week, w) => (
                <tr key={w}>
                  {week.map((d, i) => (d ? <Day key={d.date} d={d} /> : <td key={i} />))}
                </tr>
              ))}
            </tbody>
          </table>
        ))}
      </div>
    </div>
  );
}

function Day({ d }: { d: DayCell }) {
  const { t } = useT();
  if (d.kind === undefined) {
    return (
      <td className="cal-day cal-beyond">
        <span className="num">{d.day}</span>
      </td>
    );
  }
  const mark = d.due
    ? t('term.short_due')
    : d.start
      ? t('term.short_start')
      : d.paused !== undefined
        ? t('term.short_paused')
        : d.kind === 'holiday'
          ? t('term.short_holiday')
          : d.kind === 'makeup'
            ? t('term.short_makeup')
            : '';
  const words = [
    d.date,
    d.due ? t('term.kind_due') : '',
    d.start ? t('term.kind_start') : '',
    d.paused === undefined ? '' : `${t('term.kind_paused')} ${d.paused}`,
    d.kind === 'work' ? '' : t(`term.kind_${d.kind}`),
    d.name,
    t(d.counted ? 'term.kind_work' : 'term.kind_out'),
  ];
  const look = [d.counted ? 'cal-counted' : 'cal-out', `cal-${d.kind}`, d.paused === undefined ? '' : 'cal-paused', d.start ? 'cal-start' : '', d.due ? 'cal-due' : ''];
  return (
    <td className={`cal-day ${look.filter(Boolean).join(' ')}`} title={words.filter(Boolean).join(' ')} data-date={d.date}>
      <span className="num">{d.day}</span>
      <small aria-hidden="true">{mark}</small>
      <span className="sr">{words.slice(1).filter(Boolean).join(' ')}</span>
      {d.name && <em>{d.name}</em>}
    </td>
  );
}

function weekdayNames(lang: string): string[] {
  const f = new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : 'zh-CN', { weekday: lang === 'en' ? 'short' : 'narrow', timeZone: 'UTC' });
  return Array.from({ length: 7 }, (_, i) => f.format(new Date(Date.UTC(2024, 0, 1 + i)))); // 1 January 2024 was a Monday
}
