import type { CaseClock } from '@/api/casework';
import { useT } from '@/i18n/desk';
import { ClockCalendar } from '@/kit/clock-calendar';
import { ClockChip } from '@/kit/clock-chip';
import { byUrgency } from '@/kit/clock-state';
import { Nothing } from '@/kit/states';
import { lapseText } from '@/kit/term-text';
import { dueText } from '@/kit/time';
import { TimeText } from '@/kit/time-text';

/** The terms of a case, the most urgent first; each shows on demand how it was counted. */
export function ClocksTab({ clocks }: { clocks: CaseClock[] }) {
  const { t } = useT();
  if (clocks.length === 0) return <Nothing title={t('term.noClocks')} hint={t('term.noClocksHint')} />;
  return (
    <ul className="cards">
      {byUrgency(clocks, Date.now()).map((c) => (
        <li key={c.name} className="card">
          <Clock c={c} />
        </li>
      ))}
    </ul>
  );
}

function Clock({ c }: { c: CaseClock }) {
  const { t, say } = useT();
  const notes = [c.article, c.extended ? t('term.extended', { n: c.extended }) : '', lapseText(c.lapse, t)].filter(Boolean);
  const unit = c.unit ?? 'days';
  return (
    <div className="stack">
      <div className="row">
        <ClockChip clock={c} />
        <span>
          {t('term.due')} <b className="num">{dueText(c.due_at)}</b>
        </span>
        {c.warn_at && (
          <span className="faint">
            {t('term.warnings')} <TimeText at={c.warn_at} style="minute" />
          </span>
        )}
      </div>
      {notes.length > 0 && <span className="faint">{notes.join(' · ')}</span>}
      {(!!c.steps?.length || !!c.days?.length) && (
        <details>
          <summary>{t('term.showCount')}</summary>
          <div className="stack clock-count">
            {!!c.days?.length && c.started_at && <ClockCalendar start={c.started_at} due={c.due_at} unit={unit} days={c.days} pauses={c.pauses ?? []} />}
            {!!c.steps?.length && (
              <ol className="clock-steps">
                {c.steps.map((s, i) => (
                  <li key={i}>{say(s)}</li>
                ))}
              </ol>
            )}
          </div>
        </details>
      )}
    </div>
  );
}
