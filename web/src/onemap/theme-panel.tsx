import { Segmented } from 'antd';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { count } from '@/kit/number';
import { risks, RiskTag } from '@/kit/risk-tag';
import { Failed, Loading, Nothing } from '@/kit/states';
import { useNamed } from './area-words';
import { GapTable } from './gap-table';
import type { Theme } from './map-link';
import type { FourRow } from './use-four';
import type { Gaps } from './use-gaps';

/** Colours over the areas, or heat. The table says in words what the colours say. */
export function ThemePanel(props: { theme: Theme; onTheme: (t: Theme) => void; rows: FourRow[]; ready: boolean; failed: boolean; gaps: Gaps; area: string; onChoose: (code: string) => void }) {
  const { t } = useT();
  const seesDuty = useMay('duty.post.read');
  const seesRisk = useMay('risk.point.read');
  return (
    <div className="stack">
      <Segmented<Theme>
        block
        value={props.theme}
        onChange={(v) => props.onTheme(v)}
        options={[
          { value: '', label: t('onemap.themePoints') },
          { value: 'four', label: t('onemap.themeFour') },
          ...(seesRisk ? [{ value: 'rated' as const, label: t('onemap.themeRated') }] : []),
          { value: 'heat', label: t('onemap.themeHeat') },
          ...(seesDuty ? [{ value: 'gaps' as const, label: t('onemap.themeGaps') }] : []),
        ]}
      />
      {props.theme === 'four' && <p className="faint">{t('onemap.fourRule')}</p>}
      {props.theme === 'rated' && <p className="faint">{t('onemap.ratedRule')}</p>}
      {props.theme === 'heat' && <p className="faint">{t('onemap.heatRule')}</p>}
      {props.theme === '' && <p className="faint">{t('onemap.pointsRule')}</p>}
      {props.theme === 'gaps' && <p className="faint">{t('onemap.gapsRule')}</p>}
      {(props.theme === 'four' || props.theme === 'rated') && <FourTable {...props} />}
      {props.theme === 'gaps' && seesDuty && <GapTable gaps={props.gaps} area={props.area} onChoose={props.onChoose} />}
    </div>
  );
}

function FourTable({ rows, ready, failed, onChoose }: { rows: FourRow[]; ready: boolean; failed: boolean; onChoose: (code: string) => void }) {
  const { t } = useT();
  const named = useNamed();
  if (failed) return <Failed error={new Error(t('kit.failed'))} />;
  if (!ready) return <Loading />;
  if (rows.length === 0) return <Nothing title={t('onemap.noneBelow')} />;
  return (
    <table className="plain-table" data-four>
      <thead>
        <tr>
          <th>{t('register.area')}</th>
          <th>{t('onemap.level')}</th>
          {risks.map((r) => (
            <th key={r} className="right">
              <i className={`dot dot-${r}`} /> {t(`kit.${r}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((r) => (
          <tr key={r.plot.area.code}>
            <td>
              <button type="button" className="linkish" onClick={() => onChoose(r.plot.area.code)}>
                {named(r.plot.area)}
              </button>
            </td>
            <td>{r.risk ? <RiskTag risk={r.risk} short /> : <span className="faint">{t('onemap.noneGraded')}</span>}</td>
            {risks.map((x) => (
              <td key={x} className="num right">
                {count(r.n[x])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
