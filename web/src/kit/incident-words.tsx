import { useT, type Key } from '@/i18n/desk';

const roman: Record<string, string> = { I: 'I', II: 'II', III: 'III', IV: 'IV', Ⅰ: 'I', Ⅱ: 'II', Ⅲ: 'III', Ⅳ: 'IV', 1: 'I', 2: 'II', 3: 'III', 4: 'IV' };
const colour: Record<string, string> = { I: 'red', II: 'orange', III: 'yellow', IV: 'blue' };
export const levels = ['I', 'II', 'III', 'IV'] as const;
export const types = ['natural', 'accident', 'health', 'social'] as const;

/** The level of an incident, I the gravest. */
export function LevelTag({ level }: { level?: string | null }) {
  const { t } = useT();
  const l = roman[level ?? ''];
  if (!l) return null;
  return <span className={`tag tag-${colour[l]}`}>{t(`incident.level${l}` as Key)}</span>;
}

export function useTypeWord(): (type?: string) => string {
  const { t } = useT();
  return (type) => ((types as readonly string[]).includes(type ?? '') ? t(`incident.${type}` as Key) : (type ?? ''));
}
