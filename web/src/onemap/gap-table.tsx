import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { findingsQuery } from '@/api/duty';
import { useT } from '@/i18n/desk';
import { count } from '@/kit/number';
import { Failed, Loaded, Loading } from '@/kit/states';
import { FaultList } from '@/system/roster/fault-list';
import { useNamed } from './area-words';
import type { Gaps } from './use-gaps';

/** The gaps of duty in words: by area, and one by one for the chosen area. */
export function GapTable({ gaps, area, onChoose }: { gaps: Gaps; area: string; onChoose: (code: string) => void }) {
  const { t } = useT();
  const named = useNamed();
  const list = useQuery(findingsQuery(area || undefined, undefined, 60));
  if (gaps.error) return <Failed error={gaps.error} again={gaps.again} />;
  if (!gaps.ready) return <Loading />;
  return (
    <>
      <p className="gap-key">
        <span>
          <i className="hatch hatch-grave" aria-hidden="true" /> {t('onemap.gapsGrave')}
        </span>
        <span>
          <i className="hatch hatch-light" aria-hidden="true" /> {t('onemap.gapsLight')}
        </span>
      </p>
      {gaps.rows.length > 0 && (
        <table className="plain-table" data-gaps>
          <thead>
            <tr>
              <th>{t('register.area')}</th>
              <th className="right">{t('onemap.gapsGrave')}</th>
              <th className="right">{t('onemap.gapsLight')}</th>
            </tr>
          </thead>
          <tbody>
            {gaps.rows.map((r) => (
              <tr key={r.plot.area.code}>
                <td>
                  <button type="button" className="linkish" onClick={() => onChoose(r.plot.area.code)}>
                    {named(r.plot.area)}
                  </button>
                </td>
                <td className={r.missing > 0 ? 'num right text-red' : 'num right'}>{count(r.missing)}</td>
                <td className="num right">{count(r.other)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Loaded of={list}>
        {(x) => (
          <>
            <FaultList list={x.items} />
            {x.total > x.items.length && (
              <Link to="/duty/findings" search={area ? { area } : {}}>
                {t('onemap.gapsAll', { n: x.total })}
              </Link>
            )}
          </>
        )}
      </Loaded>
    </>
  );
}
