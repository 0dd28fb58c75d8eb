import type { SourceState } from '@/api/connectors';
import type { Words } from '@/api/types';
import { useT } from '@/i18n/desk';

/** How a source stands: its colour, and always its word. */
export function StateTag({ state, text }: { state: SourceState; text: Words }) {
  const { say } = useT();
  return <span className={`tag source-${state}`}>{say(text)}</span>;
}
