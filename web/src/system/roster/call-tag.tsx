import type { Call, Target } from '@/api/duty';
import { useT } from '@/i18n/desk';

/** How a call, or the call of one person, stands. Where nothing could be sent nobody failed to answer: it says so, and why. */
export function CallTag({ state, note, why }: { state: Call['state'] | Target['state']; note: string; why?: boolean }) {
  const { t } = useT();
  const unsent = state === 'exhausted' && note !== '';
  return (
    <>
      <span className={`tag ${state === 'exhausted' ? 'fault-gap' : ''}`}>{t(unsent ? 'duty.unsent' : `duty.${state}`)}</span>
      {unsent && why && <small className="fault-why"> {note}</small>}
    </>
  );
}
