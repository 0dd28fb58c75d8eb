import { responseLevels, type ResponseLevel } from '@/api/response';
import { useT, type Key } from '@/i18n/desk';

const tone: Record<string, string> = { I: 'red', II: 'orange', III: 'yellow', IV: 'blue' };

/** Whether a response level is above another. */
export const higher = (level: string, than: string) => responseLevels.indexOf(level as ResponseLevel) > responseLevels.indexOf(than as ResponseLevel);

/** A response level, in the colour of its gravity; it is not the level of the incident. */
export function ResponseTag({ level }: { level: string }) {
  const { t } = useT();
  return <span className={`tag tag-${tone[level] ?? 'plain'}`}>{t(`response.level_${level}` as Key)}</span>;
}
