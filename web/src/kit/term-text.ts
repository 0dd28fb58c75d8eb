import type { Basis, TermUnit } from '@/api/casework';
import type { T } from '@/i18n/desk';

const units = { hours: 'term.hours', days: 'term.days', 'working-days': 'term.workingDays', months: 'term.months', years: 'term.years' } as const;

export const termUnits = Object.keys(units) as TermUnit[];

/** A term of the law in words: "7 working days"; with `least` it must have passed before the thing is done. */
export function termText(s: { length: number; unit: string; least?: boolean } | undefined | null, t: T): string {
  const key = s && units[s.unit as TermUnit];
  if (!key) return '';
  const text = t(key, { n: s.length });
  return s.least ? t('term.least', { term: text }) : text;
}

export function unitText(u: TermUnit, t: T): string {
  return t(`term.unit_${u === 'working-days' ? 'workingDays' : u}`);
}

/** The article of law behind something: the law as officials cite it, and the article. */
export function basisText(b?: Basis | string | null): string {
  if (typeof b === 'string') return b;
  return [b?.law, b?.article].filter(Boolean).join(' ');
}

/** The same where the reader has the law before them: only the article, unless it is another law. */
export function articleText(b: Basis | undefined | null, known: Basis | undefined | null): string {
  return b?.law && b.law === known?.law && b.article ? b.article : basisText(b);
}

const lapses = {
  waived: 'term.lapse_waived',
  accepted: 'term.lapse_accepted',
  filed: 'term.lapse_filed',
  renewed: 'term.lapse_renewed',
  released: 'term.lapse_released',
  lost: 'term.lapse_lost',
  stopped: 'term.lapse_stopped',
  charged: 'term.lapse_charged',
} as const;

/** What the law says happens when a term runs out. */
export function lapseText(lapse: string | undefined, t: T): string {
  const key = lapses[lapse as keyof typeof lapses];
  return key ? t(key) : '';
}
