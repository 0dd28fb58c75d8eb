import './clock-chip.css';
import { BellFilled, CheckCircleOutlined, ClockCircleOutlined, MinusCircleOutlined, PauseCircleOutlined, WarningFilled } from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { CaseClock, TermUnit } from '@/api/casework';
import { useT } from '@/i18n/desk';
import { standingOf, type Standing } from './clock-state';
import { termText } from './term-text';
import { dueText } from './time';
import { Countdown, spanText } from './time-text';
import { useNow } from './use-now';

const icons: Record<Standing, ReactNode> = {
  running: <ClockCircleOutlined aria-hidden />,
  near: <BellFilled aria-hidden />,
  over: <WarningFilled aria-hidden />,
  paused: <PauseCircleOutlined aria-hidden />,
  met: <CheckCircleOutlined aria-hidden />,
  late: <WarningFilled aria-hidden />,
  lapsed: <WarningFilled aria-hidden />,
  ended: <MinusCircleOutlined aria-hidden />,
  replaced: <MinusCircleOutlined aria-hidden />,
};

/** One clock of a case in a line: which, how it stands in word, colour and icon, and how much time is left. */
export function ClockChip({ clock: c, onOpen }: { clock: CaseClock; onOpen?: () => void }) {
  const { t, say } = useT();
  const now = useNow();
  const standing = standingOf(c, now);
  const inside = (
    <>
      {icons[standing]}
      <span className="clock-name">{say(c.title)}</span>
      <b>{t(`term.state_${standing}`)}</b>
      {standing === 'over' && <span className="num">{spanText(now - Date.parse(c.due_at), t)}</span>}
      {(standing === 'running' || standing === 'near') && <Left c={c} />}
      {c.provisional && <span className="clock-mark">{t('term.provisional')}</span>}
    </>
  );
  const look = `clock-chip clock-${standing}`;
  const title = t('term.dueAt', { at: dueText(c.due_at) });
  return onOpen ? (
    <button type="button" className={look} title={title} onClick={onOpen} data-clock={c.name}>
      {inside}
    </button>
  ) : (
    <span className={look} title={title} data-clock={c.name}>
      {inside}
    </span>
  );
}

/** What is left in the unit of the law, which differs from the time on the wall; on the last day, the time. */
function Left({ c }: { c: CaseClock }) {
  const { t } = useT();
  if (c.left > 0 && c.left_unit) return <span className="num">{t('term.left', { term: termText({ length: c.left, unit: c.left_unit as TermUnit }, t) })}</span>;
  return <Countdown at={c.due_at} />;
}
