import type { Cell, Draft } from '@/api/duty';
import { useT } from '@/i18n/desk';
import { Panel } from '@/kit/page';
import { turnsOf } from './draft';

/** What the planner should see before publishing, and how evenly the month is shared. */
export function PlanSide({ draft, cells }: { draft: Draft; cells: Cell[] }) {
  const { t, say } = useT();
  const kinds = new Map(draft.days.map((d) => [d.day, d.kind]));
  const turns = turnsOf(cells, (day) => kinds.get(day) ?? 'workday');
  return (
    <div className="stack">
      <Panel title={t('duty.warnings')} extra={<b className="num">{draft.warnings.length}</b>}>
        {draft.warnings.length === 0 ? (
          <p className="good">✓ {t('duty.warningsNone')}</p>
        ) : (
          <ul className="faults" data-warnings={draft.warnings.length}>
            {draft.warnings.slice(0, 40).map((w) => (
              <li key={`${w.day} ${w.role} ${w.slot} ${w.kind}`}>
                <span className={`tag warn-${w.kind}`}>{t(`duty.warn_${w.kind.replace('-', '') as 'gap'}`)}</span> <span className="num">{w.day.slice(5)}</span> {t(`duty.${w.role}`)} {say(w.text)}
              </li>
            ))}
            {draft.warnings.length > 40 && <li className="faint">{t('duty.warningsMore', { n: draft.warnings.length - 40 })}</li>}
          </ul>
        )}
      </Panel>
      <Panel title={t('duty.fair')}>
        <table className="fair" style={{ width: '100%' }}>
          <thead>
            <tr className="faint">
              <th style={{ textAlign: 'left' }}>{t('duty.person')}</th>
              <th>{t('duty.workday')}</th>
              <th>{t('duty.weekend')}</th>
              <th>{t('duty.holiday')}</th>
            </tr>
          </thead>
          <tbody>
            {draft.people.map((p) => {
              const n = turns.get(p.id);
              return (
                <tr key={p.id} className="num" style={{ textAlign: 'center' }}>
                  <td style={{ textAlign: 'left' }}>{p.name}</td>
                  <td>{n?.workday ?? 0}</td>
                  <td>{n?.weekend ?? 0}</td>
                  <td>{n?.holiday ?? 0}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </Panel>
    </div>
  );
}
