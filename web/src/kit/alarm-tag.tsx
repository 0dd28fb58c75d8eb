import type { Alarm, AlarmState, Severity } from '@/api/types';
import { useT, type Key } from '@/i18n/desk';
import { reading } from '@/kit/number';

export const severities: Severity[] = ['critical', 'high', 'medium', 'low'];
export const severityColour: Record<Severity, Colour> = { critical: 'red', high: 'orange', medium: 'yellow', low: 'blue' };
export type Colour = 'red' | 'orange' | 'yellow' | 'blue';

const shape: Record<Severity, string> = { critical: '■', high: '▲', medium: '◆', low: '●' };

/** The severity of an alarm by colour, shape and word. */
export function SeverityTag({ severity }: { severity: Severity }) {
  const { t } = useT();
  return (
    <span className={`tag tag-${severityColour[severity] ?? 'blue'}`}>
      <span aria-hidden="true">{shape[severity]}</span> {t(`alarm.${severity}`)}
    </span>
  );
}

const stateWord: Record<AlarmState, Key> = {
  normal: 'alarm.normal',
  unacknowledged: 'alarm.unacknowledged',
  acknowledged: 'alarm.acknowledged',
  returned: 'alarm.returned',
  'latched-unacknowledged': 'alarm.latchedUnacknowledged',
  'latched-acknowledged': 'alarm.latchedAcknowledged',
  shelved: 'alarm.shelved',
  suppressed: 'alarm.suppressed',
  'out-of-service': 'alarm.outOfService',
};

export function stateKey(s: string): Key {
  return stateWord[s as AlarmState] ?? 'alarm.normal';
}

/** The ISA-18.2 state: unacknowledged is filled and marked "!", acknowledged is outlined and marked "✓". */
export function AlarmStateTag({ state }: { state: AlarmState }) {
  const { t } = useT();
  const mark = { unacknowledged: '!', acknowledged: '✓', returned: '↩', 'latched-unacknowledged': '!', 'latched-acknowledged': '⟲', shelved: 'S', suppressed: 'SUP', 'out-of-service': 'OOS' }[state as string] ?? '';
  return (
    <span className={`state state-${state}`}>
      {mark && <span aria-hidden="true">{mark} </span>}
      {t(stateKey(state))}
    </span>
  );
}

const kindWord: Record<string, Key> = {
  hh: 'alarm.hh',
  h: 'alarm.h',
  l: 'alarm.l',
  ll: 'alarm.ll',
  stale: 'alarm.stale',
  rate: 'alarm.rate',
  stuck: 'alarm.stuck',
  vote: 'alarm.vote',
  expression: 'alarm.expression',
  promql: 'alarm.promql',
  silence: 'alarm.silence',
  limit: 'alarm.limitRule',
  quality: 'alarm.quality',
};

/** The word for the kind of an alarm; an unknown kind shows as it came. */
export function useAlarmKind(): (kind: string) => string {
  const { t } = useT();
  return (kind) => {
    const key = kindWord[kind];
    return key ? t(key) : kind;
  };
}

type Said = Pick<Alarm, 'kind' | 'value' | 'unit' | 'limit' | 'says' | 'words'>;

/** What an alarm says, its value and its limit, in words: a point that switches has states and no numbers. */
export function useAlarmWords() {
  const { t, say } = useT();
  const kind = useAlarmKind();
  const unit = (a: Said) => (a.unit ? ` ${a.unit}` : '');
  return {
    what: (a: Said) => (a.words ? say(a.says) : kind(a.kind)),
    value: (a: Said) => (a.words ? say(a.words.value) : a.value === undefined || a.value === null ? '–' : `${reading(a.value)}${unit(a)}`),
    limit: (a: Said) => (a.words ? (a.words.normal.zh ? t('alarm.shouldBe', { state: say(a.words.normal) }) : '–') : reading(a.limit)),
    /** One line: the switch has its sentence, the others their kind and value. */
    line: (a: Said) => (a.words ? say(a.says) : a.kind === 'stale' || a.kind === 'silence' ? kind(a.kind) : say(a.says)),
  };
}
