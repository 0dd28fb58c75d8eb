import type { Risk } from '@/api/types';
import { useT } from '@/i18n/desk';

const words = { red: 'kit.riskRed', orange: 'kit.riskOrange', yellow: 'kit.riskYellow', blue: 'kit.riskBlue' } as const;
export const risks: Risk[] = ['red', 'orange', 'yellow', 'blue'];

/** A risk level: its colour, and always its word. */
export function RiskTag({ risk, short }: { risk?: string | null; short?: boolean }) {
  const { t } = useT();
  if (!risk || !(risk in words)) return <span className="faint">–</span>;
  const r = risk as Risk;
  return <span className={`tag tag-${r}`}>{short ? t(`kit.${r}`) : t(words[r])}</span>;
}
