import type { ShareRow } from '@/api/types';
import { useT } from '@/i18n/desk';
import './patrol.css';

const percent = (r: number) => `${Math.round(r * 100)} %`;

/** Shares done in time as bars, the worst first; the numbers stand beside them. */
export function ShareBars({ rows }: { rows: ShareRow[] }) {
  const { t } = useT();
  return (
    <ul className="share-bars">
      {rows.map((r) => (
        <li key={r.key}>
          <span className="share-name">{r.title || t('grid.nobody')}</span>
          <span className="share-track" role="img" aria-label={`${t('grid.rate')} ${percent(r.rate)}`}>
            <span className={r.rate < 0.8 ? 'share-fill share-bad' : 'share-fill'} style={{ width: `${r.rate * 100}%` }} />
          </span>
          <b className="num">{percent(r.rate)}</b>
          <span className="faint">{t('grid.counts', { done: r.done, total: r.total, overdue: r.overdue })}</span>
        </li>
      ))}
    </ul>
  );
}
