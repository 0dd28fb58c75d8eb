import { useT, type T } from '@/i18n/desk';
import { shanghai, span, type TimeStyle } from './time';
import { useNow } from './use-now';

export function spanText(ms: number, t: T): string {
  return span(ms)
    .map((s) => t(`kit.${s.unit}`, { n: s.n }))
    .join(' ');
}

/** An instant in Shanghai time; hovering shows it in full. */
export function TimeText({ at, style = 'full' }: { at?: string | null; style?: TimeStyle }) {
  const text = shanghai(at, style);
  if (!text) return <span className="faint">–</span>;
  return (
    <time className="num" dateTime={at ?? ''} title={shanghai(at)}>
      {text}
    </time>
  );
}

/** How long ago, counted on. */
export function Since({ at, bare }: { at?: string | null; bare?: boolean }) {
  const now = useNow();
  const { t } = useT();
  if (!at) return null;
  const text = spanText(now - Date.parse(at), t);
  return (
    <time className="num" dateTime={at} title={shanghai(at)}>
      {bare ? text : t('kit.ago', { span: text })}
    </time>
  );
}

/** How long until a limit; past it, how long over. */
export function Countdown({ at }: { at?: string | null }) {
  const now = useNow();
  const { t } = useT();
  if (!at) return null;
  const left = Date.parse(at) - now;
  return (
    <time className={left < 0 ? 'num overdue' : 'num'} dateTime={at} title={shanghai(at)}>
      {t(left < 0 ? 'kit.over' : 'kit.left', { span: spanText(Math.abs(left), t) })}
    </time>
  );
}
