import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { countTerm, type CaseClock, type TermUnit } from '@/api/casework';
import { useT } from '@/i18n/desk';
import { ClockCalendar } from '@/kit/clock-calendar';
import { ClockChip } from '@/kit/clock-chip';
import { byUrgency } from '@/kit/clock-state';
import { Failed, Loading, Nothing } from '@/kit/states';
import { basisText, lapseText } from '@/kit/term-text';
import { dueText } from '@/kit/time';
import { TimeText } from '@/kit/time-text';

/** The terms of a case, the most urgent first; each shows on demand how it was counted. */
export function ClocksTab({ clocks }: { clocks: CaseClock[] }) {
  const { t } = useT();
  if (clocks.length === 0) return <Nothing title={t('term.noClocks')} hint={t('term.noClocksHint')} />;
  return (
    <ul className="cards">
      {byUrgency(clocks, Date.now()).map((c) => (
        <li key={`${c.name} ${c.n}`} className="card">
          <Clock c={c} />
        </li>
      ))}
    </ul>
  );
}

function Clock({ c }: { c: CaseClock }) {
  const { t } = useT();
  const [open, setOpen] = useState(false);
  const notes = [t(c.party ? 'term.party' : 'term.ofBureau'), basisText(c.basis), c.extended ? t('term.extended', { n: c.extended }) : '', lapseText(c.lapse, t), c.fixed_at ? t('term.fixed') : ''].filter(Boolean);
  return (
    <div className="stack" data-clock-card={c.name}>
      <div className="row">
        <ClockChip clock={c} />
        <span>
          {t('term.due')} <b className="num">{dueText(c.due_at)}</b>
        </span>
        <span className="faint">
          {t('term.startedAt')} <TimeText at={c.started_at} style="minute" />
        </span>
        {c.warn_at && (
          <span className="faint">
            {t('term.warnings')} <TimeText at={c.warn_at} style="minute" />
          </span>
        )}
        {c.stopped_at && (
          <span className="faint">
            {t('term.stoppedAt')} <TimeText at={c.stopped_at} style="minute" />
          </span>
        )}
      </div>
      <span className="faint">{notes.join(' · ')}</span>
      {!c.fixed_at && (
        <details onToggle={(e) => setOpen(e.currentTarget.open)}>
          <summary>{t('term.showCount')}</summary>
          {open && <Count c={c} />}
        </details>
      )}
    </div>
  );
}

/** The count in sentences and on the calendar; which day is a holiday is asked when somebody looks. */
function Count({ c }: { c: CaseClock }) {
  const { t, say } = useT();
  const length = Math.max(1, Math.ceil((Date.parse(c.due_at) - Date.parse(c.started_at)) / 86_400_000));
  const days = useQuery({
    queryKey: ['days', c.started_at, length],
    staleTime: 3_600_000,
    queryFn: async () => (await countTerm({ start: c.started_at, length, unit: 'days', firm: true })).days,
  });
  return (
    <div className="stack clock-count">
      {days.isPending && <Loading />}
      {days.isError && <Failed error={days.error} again={() => void days.refetch()} />}
      {days.data && <ClockCalendar start={c.started_at} due={c.due_at} unit={(c.left_unit || 'days') as TermUnit} days={days.data} pauses={c.pauses} />}
      {c.steps.length > 0 && (
        <ol className="clock-steps">
          {c.steps.map((s, i) => (
            <li key={i}>{say(s.text)}</li>
          ))}
        </ol>
      )}
      {c.provisional && <p className="clock-warn">{t('term.provisionalHint')}</p>}
    </div>
  );
}
