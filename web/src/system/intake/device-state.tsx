import { useT } from '@/i18n/desk';
import { spanText } from '@/kit/time-text';

export const states = ['online', 'late', 'silent', 'never', 'withdrawn'] as const;
export type State = (typeof states)[number];

const tones: Record<State, string> = { online: 'tag intake-online', late: 'tag tag-yellow', silent: 'tag tag-red', never: 'tag tag-plain', withdrawn: 'tag tag-plain' };

/** How a device is: a colour, and always its word. */
export function DeviceState({ state }: { state: string }) {
  const { t } = useT();
  const s = states.find((x) => x === state) ?? 'never';
  return <span className={tones[s]}>{t(`intake.${s}`)}</span>;
}

/** A device's clock against ours; more than a minute off stands out. */
export function ClockText({ skew }: { skew?: number | null }) {
  const { t } = useT();
  if (skew === null || skew === undefined) return <span className="faint">–</span>;
  if (Math.abs(skew) < 5) return <span className="faint">{t('intake.right')}</span>;
  const span = spanText(Math.abs(skew) * 1000, t);
  return <span className={Math.abs(skew) > 60 ? 'num intake-off' : 'num'}>{t(skew > 0 ? 'intake.ahead' : 'intake.behind', { span })}</span>;
}
