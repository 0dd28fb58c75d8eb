import type { ReportClock } from '@/api/report';
import { useT } from '@/i18n/desk';
import { dueText } from '@/kit/time';
import { Countdown } from '@/kit/time-text';
import { useNow } from '@/kit/use-now';

export type Nearness = 'over' | 'near' | 'far';

/** How near an end is: past, within so many minutes, or further away. */
export function nearness(at: string | undefined | null, near: number, now: number): Nearness {
  if (!at) return 'far';
  const left = Date.parse(at) - now;
  if (left < 0) return 'over';
  return left < near * 60_000 ? 'near' : 'far';
}

export function useNearness(at: string | undefined | null, near: number): Nearness {
  return nearness(at, near, useNow());
}

/** What is due, in how long, and by when. */
export function DueChip({ clock, near }: { clock: ReportClock; near: number }) {
  const { t, say } = useT();
  const how = useNearness(clock.due_at, near);
  return (
    <span className={`due-chip due-${how}`}>
      <span className="faint">{say(clock.title)}</span>
      <b>
        <Countdown at={clock.due_at} />
      </b>
      <span className="faint num">{dueText(clock.due_at, 'short')}</span>
      {how === 'over' && <b className="overdue">{t('report.late')}</b>}
      {how === 'near' && <b className="nearly">{t('report.near')}</b>}
    </span>
  );
}
