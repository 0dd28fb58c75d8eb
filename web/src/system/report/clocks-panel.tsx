import type { MatterView, ReportClock } from '@/api/report';
import { useT } from '@/i18n/desk';
import { Panel } from '@/kit/page';
import { dueText } from '@/kit/time';
import { TimeText } from '@/kit/time-text';
import { DueChip } from './due-chip';

/** The times by which it is told, each with from when it counts and by which rule. */
export function ClocksPanel({ v }: { v: MatterView }) {
  const { t } = useT();
  const running = v.clocks.filter((c) => c.state === 'running');
  const past = v.clocks.filter((c) => c.state !== 'running');
  return (
    <Panel title={t('report.clocks')}>
      {running.length === 0 && <p className="faint">{t('report.noClock')}</p>}
      <ul className="report-clocks">
        {running
          .toSorted((a, b) => Number(!a.lateness) - Number(!b.lateness) || Date.parse(a.due_at) - Date.parse(b.due_at))
          .map((c) => (
            <Running key={c.name} c={c} near={v.near_minutes} />
          ))}
      </ul>
      {past.length > 0 && (
        <ul className="report-clocks-past">
          {past.map((c) => (
            <Past key={`${c.name},${c.from}`} c={c} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Running({ c, near }: { c: ReportClock; near: number }) {
  const { t, say } = useT();
  return (
    <li data-clock={c.name}>
      {c.lateness ? (
        <DueChip clock={c} near={near} />
      ) : (
        <span className="due-chip">
          <span className="faint">{say(c.title)}</span> <span className="num">{t('report.window', { at: dueText(c.due_at, 'short') })}</span>
        </span>
      )}
      <div className="faint">
        {t('report.from', { at: dueText(c.from, 'short') })} + {say(c.length)} · {say(c.rule_title)} {c.parameter ? <span className="tag tag-plain">{t('report.parameter')}</span> : say(c.cite)}
      </div>
    </li>
  );
}

function Past({ c }: { c: ReportClock }) {
  const { t, say } = useT();
  const word = c.state === 'met' ? 'report.met' : c.state === 'late' ? 'report.metLate' : c.state === 'over' ? 'report.over' : 'report.ended';
  return (
    <li>
      {say(c.title)} <b className={c.state === 'late' ? 'overdue' : 'ok'}>{t(word)}</b>{' '}
      <span className="faint">
        <TimeText at={c.stopped_at} style="short" /> / {dueText(c.due_at, 'short')}
      </span>
    </li>
  );
}
