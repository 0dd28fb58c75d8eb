import type { BulletinView } from '@/api/govern';
import { useT } from '@/i18n/desk';
import { Nothing } from '@/kit/states';

type Rank = NonNullable<BulletinView['bulletin']['ranks']>[number];

/** How the areas stand: a bar for the share of rounds in time, and what is overdue beside it. */
export function Ranking({ rows }: { rows: Rank[] }) {
  const { t } = useT();
  if (rows.length === 0) return <Nothing title={t('govern.noRecords')} />;
  return (
    <div className="scroll" role="region" aria-label={t('govern.ranking')} tabIndex={0}>
      <table className="ranking">
        <thead>
          <tr>
            <th scope="col">{t('govern.rank')}</th>
            <th scope="col">{t('govern.area')}</th>
            <th scope="col">{t('govern.inTime')}</th>
            <th scope="col">{t('govern.rounds')}</th>
            <th scope="col">{t('govern.supervisionLate')}</th>
            <th scope="col">{t('govern.dangersLate')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((r, i) => (
            <tr key={r.area}>
              <td className="num">{i + 1}</td>
              <th scope="row">{r.area_name}</th>
              <td>
                <span className="rank-bar">
                  <i style={{ width: `${r.permille / 10}%` }} aria-hidden="true" />
                  <b className="num">{(r.permille / 10).toFixed(1)}%</b>
                </span>
              </td>
              <td className="num">
                {r.in_time}/{r.rounds}
              </td>
              <td className={r.late ? 'num overdue' : 'num faint'}>{r.late}</td>
              <td className={r.dangers ? 'num overdue' : 'num faint'}>{r.dangers}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
