import type { Warning } from '@/api/types';
import { useT } from '@/i18n/desk';

/** The colour of a warning, with its word; a foreign message may have none. */
export function WarningColour({ w }: { w: Warning }) {
  const { say } = useT();
  if (!w.colour) return null;
  return <span className={`tag tag-${w.colour}`}>{say(w.colour_text)}</span>;
}
