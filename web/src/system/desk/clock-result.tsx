import '@/kit/clock-chip.css';
import { CopyOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import type { ClockAnswer, ClockAsk, TermUnit } from '@/api/casework';
import { useT, type T } from '@/i18n/desk';
import { ClockCalendar } from '@/kit/clock-calendar';
import type { Say } from '@/kit/schema';
import { termText } from '@/kit/term-text';
import { dueText, shanghai } from '@/kit/time';

/** The answer as lines of text, for a file note. */
export function resultText(ask: ClockAsk, a: ClockAnswer, t: T, say: Say): string {
  return [
    `${t('term.start')} ${shanghai(ask.start, 'minute')}`,
    `${t('term.length')} ${termText(ask, t)}`,
    ...(ask.pauses ?? []).map((p) => `${t('term.kind_paused')} ${shanghai(p.from, 'minute')} – ${shanghai(p.to, 'minute')} ${p.why ?? ''}`.trimEnd()),
    ...(ask.extensions ?? []).map((e, i) => `${t('term.extension', { n: i + 1 })} ${termText(e, t)}`),
    `${t('term.due')} ${dueText(a.due)}${a.provisional ? ` (${t('term.provisional')})` : ''}`,
    ...a.steps.map((s, i) => `${i + 1}. ${say(s)}`),
  ].join('\n');
}

/** When the term is over, the calendar that shows it, and the count in sentences. */
export function ClockResult({ ask, answer }: { ask: ClockAsk; answer: ClockAnswer }) {
  const { t, say } = useT();
  const { message } = App.useApp();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(resultText(ask, answer, t, say));
      message.success(t('term.copied'));
    } catch {
      message.error(t('term.copyFailed'));
    }
  };
  return (
    <div className="stack">
      <div className="clock-due" role="status">
        <span className="faint">{t('term.due')}</span>
        <b className="num">{dueText(answer.due)}</b>
        <span>{termText(ask, t)}</span>
        {answer.provisional && <span className="clock-mark">{t('term.provisional')}</span>}
        <Button size="small" icon={<CopyOutlined aria-hidden />} className="no-print" onClick={() => void copy()}>
          {t('term.copy')}
        </Button>
      </div>
      {answer.provisional && <p className="clock-warn">{`${t('term.provisionalHint')} ${answer.missing.join(t('flow.and'))}`}</p>}
      {!!answer.warnings.length && (
        <p>
          <span className="faint">{t('term.warnings')}</span> <span className="num">{answer.warnings.map((w) => shanghai(w, 'minute')).join(t('flow.and'))}</span>
        </p>
      )}
      <ClockCalendar start={ask.start} due={answer.due} unit={ask.unit as TermUnit} days={answer.days} pauses={ask.pauses ?? []} />
      {answer.steps.length > 0 && (
        <section>
          <h2 className="clock-steps-head">{t('term.steps')}</h2>
          <ol className="clock-steps">
            {answer.steps.map((s, i) => (
              <li key={i}>{say(s)}</li>
            ))}
          </ol>
        </section>
      )}
    </div>
  );
}
