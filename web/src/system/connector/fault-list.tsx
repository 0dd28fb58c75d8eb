import type { SourceRun } from '@/api/connectors';
import { useT } from '@/i18n/desk';

/** What is wrong, by record and field. */
export function FaultList({ faults }: { faults: SourceRun['faults'] }) {
  const { t, say } = useT();
  return (
    <ul className="fault-list">
      {faults.map((f, i) => (
        <li key={i}>
          {t('connector.row', { n: f.row })} · <code>{f.field}</code>：{say(f.text)} {f.sample && <code>{f.sample}</code>} {f.lie && <span className="tag source-lying">{t('connector.lie')}</span>}
        </li>
      ))}
    </ul>
  );
}
