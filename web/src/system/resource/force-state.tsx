import type { Force, ForceState } from '@/api/force';
import { useT, type Key } from '@/i18n/desk';

export const states: ForceState[] = ['ready', 'out', 'resting', 'unfit'];
export const stateWord: Record<ForceState, Key> = { ready: 'force.ready', out: 'force.out', resting: 'force.resting', unfit: 'force.unfit' };
const tone: Record<ForceState, string> = { ready: 'blue', out: 'orange', resting: 'plain', unfit: 'red' };

/** How a force stands, in its one word. */
export function ForceStateTag({ state }: { state: ForceState }) {
  const { t } = useT();
  return <span className={`tag tag-${tone[state]}`}>{t(stateWord[state])}</span>;
}

export const zoneWord: Record<string, Key> = { east: 'force.east', south: 'force.south', west: 'force.west', north: 'force.north', centre: 'force.centre' };

export const howWord: Record<string, Key> = { phone: 'force.phone', radio: 'force.radio', visit: 'force.visit', page: 'force.page' };

/** What a force may be said to be, in the words of the register. */
export function readinessOf(kind: Force['kind']): [string, Key][] {
  if (kind === 'vehicle') return [['ready', 'force.rReady'], ['out', 'force.rDeployed'], ['repair', 'force.rRepair']];
  if (kind === 'expert') return [['on', 'force.rOn'], ['call', 'force.rCall'], ['off', 'force.rAway']];
  return [['ready', 'force.rReady'], ['standby', 'force.rStandby'], ['deployed', 'force.rDeployed'], ['off', 'force.rOff']];
}
