import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { hazardsQuery } from '@/api/queries';
import type { HazardUnit } from '@/api/types';
import { useT } from '@/i18n/desk';
import { reading } from '@/kit/number';
import { Panel } from '@/kit/page';
import { RiskTag } from '@/kit/risk-tag';
import { Loaded } from '@/kit/states';

/** The major hazards of an enterprise, or one: S, R and level as stated and as computed, with the working. */
export function HazardsPanel({ id }: { id: string }) {
  const { t } = useT();
  const units = useQuery(hazardsQuery(id));
  return (
    <Panel title={t('file.hazards')}>
      <Loaded of={units}>
        {(all) =>
          all.length === 0 ? (
            <span className="faint">{t('file.noHazards')}</span>
          ) : (
            <div className="hazards">
              {all.map((u) => (
                <Unit key={u.id} u={u} />
              ))}
            </div>
          )
        }
      </Loaded>
    </Panel>
  );
}

function Unit({ u }: { u: HazardUnit }) {
  const { t, say } = useT();
  const level = (n: number) => (n > 0 ? t('file.level', { n }) : t('file.notMajor'));
  return (
    <article className="hazard">
      <header>
        <Link to="/grid/elements/$id" params={{ id: u.id }} className="clip">
          {u.name}
        </Link>
        <RiskTag risk={u.risk} short />
      </header>
      <dl className="hazard-figures">
        <div>
          <dt>S</dt>
          <dd className="num">{reading(u.computed.s)}</dd>
        </div>
        <div>
          <dt>R</dt>
          <dd className="num">{reading(u.computed.r)}</dd>
        </div>
        <div>
          <dt>{t('file.computed')}</dt>
          <dd>{u.fault.zh ? '–' : level(u.computed.level)}</dd>
        </div>
        <div>
          <dt>{t('file.stated')}</dt>
          <dd>{level(u.stated.level)}</dd>
        </div>
      </dl>
      {u.fault.zh ? (
        <p className="file-bad">{t('file.fault', { why: say(u.fault) })}</p>
      ) : (
        <>
          {!u.agrees && <p className="file-bad">{t('file.differs')}</p>}
          <details>
            <summary>{t('file.working')}</summary>
            <div className="hazard-table">
              <table>
                <thead>
                  <tr>
                    <th>{t('file.chemical')}</th>
                    <th>{t('file.quantity')}</th>
                    <th>{t('file.critical')}</th>
                    <th>β</th>
                    <th>q/Q</th>
                    <th>β·q/Q</th>
                  </tr>
                </thead>
                <tbody>
                  {u.terms.map((x) => (
                    <tr key={`${x.name} ${x.cas}`}>
                      <td>
                        {x.name} <span className="faint num">{x.cas}</span>
                      </td>
                      <td className="num">{reading(x.quantity)}</td>
                      <td className="num">
                        {reading(x.critical)} <span className="faint">{t('file.tableNo', { n: x.critical_table })}</span>
                      </td>
                      <td className="num">
                        {reading(x.beta)} <span className="faint">{t('file.tableNo', { n: x.beta_table })}</span>
                      </td>
                      <td className="num">{reading(x.ratio)}</td>
                      <td className="num">{reading(x.weighted)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
            <ol className="hazard-steps">
              {u.steps.map((s) => (
                <li key={s.zh}>{say(s)}</li>
              ))}
            </ol>
          </details>
        </>
      )}
    </article>
  );
}
