import { useT, type Key } from '@/i18n/desk';
import type { Words } from '@/api/types';
import { reading } from '@/kit/number';

export type SomeLimits = Partial<Record<'ll' | 'l' | 'h' | 'hh', number | null>>;

/** The limits of a point, lowest first: "低低限 2 · 低限 5 · 高限 20". */
export function LimitsText({ limits }: { limits?: SomeLimits }) {
  const { t } = useT();
  const set = (['ll', 'l', 'h', 'hh'] as const).filter((k) => typeof limits?.[k] === 'number');
  if (set.length === 0) return <span className="faint">–</span>;
  return <span className="num">{set.map((k) => `${t(`kit.${k}`)} ${reading(limits?.[k])}`).join(' · ')}</span>;
}

const words: Record<string, Key> = {
  good: 'alarm.good',
  bad: 'alarm.bad',
  uncertain: 'alarm.uncertain',
  stale: 'alarm.staleQuality',
};

export function QualityText({ quality }: { quality?: string }) {
  const { t } = useT();
  if (!quality) return <span className="faint">–</span>;
  const key = words[quality];
  return <span className={quality === 'good' ? 'faint' : 'overdue'}>{key ? t(key) : quality}</span>;
}

/** Reports which limit a value has crossed, worst first. */
export function crossed(value: number | null | undefined, limits?: SomeLimits): 'red' | 'orange' | undefined {
  if (value === undefined || value === null || !limits) return undefined;
  if ((typeof limits.hh === 'number' && value >= limits.hh) || (typeof limits.ll === 'number' && value <= limits.ll)) return 'red';
  if ((typeof limits.h === 'number' && value >= limits.h) || (typeof limits.l === 'number' && value <= limits.l)) return 'orange';
  return undefined;
}

export interface Switching {
  value?: number | null;
  unit?: string;
  states?: { value: number; word: Words }[] | null;
}

/** The value of a point with its unit; the word for its state, when it switches. */
export function useReading(): (p: Switching) => string {
  const { say } = useT();
  return (p) => {
    if (typeof p.value !== 'number') return '–';
    const at = p.value;
    const nearest = p.states?.reduce((a, b) => (Math.abs(b.value - at) < Math.abs(a.value - at) ? b : a));
    return nearest ? say(nearest.word) : `${reading(at)} ${p.unit ?? ''}`.trim();
  };
}
