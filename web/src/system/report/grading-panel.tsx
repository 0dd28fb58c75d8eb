import type { MatterView } from '@/api/report';
import { useT } from '@/i18n/desk';
import { LevelTag } from '@/kit/incident-words';
import { Panel } from '@/kit/page';

/** The grade with its working: each number, the threshold that it reaches, and the article behind it. */
export function GradingPanel({ v }: { v: MatterView }) {
  const { t, say } = useT();
  const g = v.grading;
  return (
    <Panel title={t('report.working')} extra={<LevelTag level={g.grade} />}>
      <p className="faint">{say(g.scale)}</p>
      {g.lines.length > 0 && (
        <table className="upward-table" aria-label={t('report.working')}>
          <thead>
            <tr>
              <th>{t('report.figure')}</th>
              <th>{t('report.value')}</th>
              <th>{t('report.makes')}</th>
              <th>{t('report.threshold')}</th>
            </tr>
          </thead>
          <tbody>
            {g.lines.map((l) => (
              <tr key={l.rule}>
                <td>{say(l.figure)}</td>
                <td className="num">{l.unknown ? <span className="faint">{t('report.unknown')}</span> : l.value}</td>
                <td>{l.unknown ? '–' : say(l.grade_title)}</td>
                <td>
                  {say(l.threshold)} {l.parameter ? <span className="tag tag-plain">{t('report.parameter')}</span> : <span className="faint">{say(l.cite)}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {g.declared && <p>{t('report.declared', { grade: t(`incident.level${g.declared}` as never) })}</p>}
      {g.preliminary && <p className="faint">{t('report.preliminary')}</p>}
      {g.possible !== g.grade && <p className="nearly">{t('report.possible', { grade: say(g.possible_title) })}</p>}
    </Panel>
  );
}
