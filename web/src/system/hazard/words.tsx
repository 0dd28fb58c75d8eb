import { useT, type Key } from '@/i18n/desk';

const promises: Record<string, [Key, string]> = { due: ['hazard.due', 'blue'], made: ['hazard.made', 'ok'], late: ['hazard.late', 'yellow'], missing: ['hazard.missing', 'red'] };

/** How a promise stands, by colour and word. */
export function PromiseTag({ standing }: { standing: string }) {
  const { t } = useT();
  const w = promises[standing];
  return w ? <span className={`tag tag-${w[1]}`}>{t(w[0])}</span> : <span className="faint">–</span>;
}

const levels: Key[] = ['hazard.level1', 'hazard.level2', 'hazard.level3', 'hazard.level4'];
const levelColour = ['red', 'orange', 'yellow', 'blue'];

/** The level of a major hazard source. */
export function LevelTag({ level }: { level: number }) {
  const { t } = useT();
  const key = levels[level - 1];
  return key ? <span className={`tag tag-${levelColour[level - 1]}`}>{t(key)}</span> : <span className="faint">–</span>;
}

export const placeWords: Record<string, [Key, string]> = {
  hh: ['hazard.hh', 'red'],
  ll: ['hazard.ll', 'red'],
  h: ['hazard.h', 'orange'],
  l: ['hazard.l', 'orange'],
  normal: ['hazard.normal', 'ok'],
  none: ['hazard.noneValue', 'plain'],
};

type Limits = { ll?: number | null; l?: number | null; h?: number | null; hh?: number | null };

/** Where a value stands among its limits. */
export function placeOf(p: { value?: number | null; limits?: Limits | null }): string {
  const { value: v, limits: l } = p;
  if (typeof v !== 'number') return 'none';
  if (typeof l?.hh === 'number' && v >= l.hh) return 'hh';
  if (typeof l?.ll === 'number' && v <= l.ll) return 'll';
  if (typeof l?.h === 'number' && v >= l.h) return 'h';
  if (typeof l?.l === 'number' && v <= l.l) return 'l';
  return 'normal';
}

export function PlaceTag({ place }: { place: string }) {
  const { t } = useT();
  const w = placeWords[place] ?? placeWords.none!;
  return <span className={`tag tag-${w[1]}`}>{t(w[0])}</span>;
}

const grades: Record<string, [Key, string]> = { a: ['hazard.gradeA', 'red'], b: ['hazard.gradeB', 'orange'], c: ['hazard.gradeC', 'yellow'], d: ['hazard.gradeD', 'blue'] };

/** The grade of a park. */
export function GradeTag({ grade }: { grade?: string }) {
  const { t } = useT();
  const w = grades[grade ?? ''];
  return w ? <span className={`tag tag-${w[1]}`}>{t(w[0])}</span> : <span className="tag tag-plain">{t('hazard.notRated')}</span>;
}
