import { Table } from 'antd';
import type { DrawingView, DrawnVisit, DrawResult } from '@/api/inspect';
import { useT } from '@/i18n/desk';
import { Panel } from '@/kit/page';

/** What was drawn: the visits in their order with teams, who took no part, and how the load of officers came out. */
export function ResultPanel({ d, r }: { d: DrawingView; r: DrawResult }) {
  const { t, say } = useT();
  const covered = r.visits.filter((v) => v.covered).length;
  return (
    <Panel className="in-panel" title={t('inspect.result')} extra={<span className="faint">{t('inspect.resultNote', { pool: r.pool, n: r.visits.length - covered, c: covered })}</span>}>
      {r.short > 0 && <p className="in-warn">{t('inspect.resultShort', { n: r.short })}</p>}
      <div className="in-wide" data-result={d.state}>
        <Table<DrawnVisit & { place: number }>
          size="small"
          rowKey="place"
          pagination={r.visits.length > 50 ? { defaultPageSize: 50 } : false}
          dataSource={r.visits.map((v, place) => ({ ...v, place: place + 1 }))}
          columns={[
            { title: t('inspect.order'), dataIndex: 'place', align: 'right', width: 70 },
            { title: t('inspect.unit'), render: (_, v) => v.unit.name },
            { title: t('inspect.area'), render: (_, v) => v.unit.area_name },
            { title: t('inspect.sector'), render: (_, v) => say(v.unit.sector_text) },
            { title: t('inspect.class'), render: (_, v) => <b>{v.unit.credit}</b> },
            { title: t('inspect.fate'), render: (_, v) => t(v.covered ? 'inspect.fate_covered' : 'inspect.fate_drawn') },
            {
              title: t('inspect.group'),
              render: (_, v) =>
                v.team.length > 0 ? (
                  v.team.join('、')
                ) : (
                  <>
                    <span className="tag tag-orange">{t('inspect.noTeam')}</span> <span className="faint">{t('inspect.noTeamWhy', { fit: v.fit, cert: v.certificate, area: v.area, sector: v.sector, conflict: v.conflict })}</span>
                  </>
                ),
            },
          ]}
        />
      </div>
      <p>{t('inspect.resultLeft', { e: r.left['excluded'] ?? 0, c: r.left['cap'] ?? 0, s: r.left['share'] ?? 0 })}</p>
      {r.officers.length > 0 && <p>{t('inspect.resultOfficers', { names: r.officers.join('、') })}</p>}
      {r.going.length > 0 && (
        <p>
          {t('inspect.loads')}：{r.going.map((o) => `${o.name} ${o.before}+${o.new}`).join('　')}
        </p>
      )}
    </Panel>
  );
}
