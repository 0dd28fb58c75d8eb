import './risk.css';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Popover, Segmented, Table } from 'antd';
import { useState } from 'react';
import { riskFiguresQuery, type RiskMethod, type RiskRow } from '@/api/risk';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { AreaFilter } from '@/kit/filters';
import { Facts, PageHead, Panel } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { MethodDialog } from './method-dialog';
import { FourBar, GradeTag, useRiskWords } from './words';

/** The four colours of areas and sectors, each with how it came about, and the methods by which points are graded. */
export default function RiskFiguresPage() {
  const { t, say } = useT();
  const [view, setView] = useState<'area' | 'sector' | 'methods'>('area');
  const [area, setArea] = useState('');
  const figures = useQuery(riskFiguresQuery(area));
  return (
    <>
      <PageHead title={t('risk.ratings')}>
        <Segmented value={view} onChange={setView} options={[{ value: 'area', label: t('risk.byArea') }, { value: 'sector', label: t('risk.bySector') }, { value: 'methods', label: t('risk.methods') }]} />
      </PageHead>
      {view === 'methods' ? (
        <Methods />
      ) : (
        <>
          <div className="filters">
            <AreaFilter value={area} onChange={setArea} />
          </div>
          <Loaded of={figures}>
            {(f) => (
              <div className="risk-stack">
                <Panel title={say(f.total.title)}>
                  <Facts
                    items={[
                      [t('risk.rating'), <RatingText key="r" row={f.total} />],
                      [t('risk.worst'), <GradeTag key="w" risk={f.total.worst} />],
                      [t('risk.firms'), f.total.enterprises],
                      [t('risk.overdue'), <b key="o" className={f.total.overdue > 0 ? 'overdue' : ''}>{f.total.overdue}</b>],
                      [t('risk.picture'), <FourBar key="b" counts={f.total.counts} />],
                    ]}
                  />
                </Panel>
                <RowTable rows={view === 'area' ? f.areas : f.sectors} first={t(view === 'area' ? 'incident.area' : 'risk.sector')} />
              </div>
            )}
          </Loaded>
        </>
      )}
    </>
  );
}

/** The rating with its working on demand. */
function RatingText({ row }: { row: RiskRow }) {
  const { t, say } = useT();
  return (
    <span className="row">
      <GradeTag risk={row.risk} />
      <Popover
        trigger="click"
        content={
          <ol className="risk-steps">
            {row.steps.map((s, i) => (
              <li key={i}>{say(s)}</li>
            ))}
          </ol>
        }
      >
        <Button type="link" size="small" aria-label={`${say(row.title)} ${t('risk.showWorking')}`}>
          {t('risk.showWorking')}
        </Button>
      </Popover>
    </span>
  );
}

function RowTable({ rows, first }: { rows: RiskRow[]; first: string }) {
  const { t, say } = useT();
  return (
    <Table<RiskRow>
      size="middle"
      rowKey="key"
      dataSource={rows}
      pagination={false}
      scroll={{ x: 'max-content' }}
      locale={{ emptyText: <Nothing /> }}
      columns={[
        { title: first, render: (_, r) => <b data-row={r.key}>{say(r.title)}</b> },
        { title: t('risk.rating'), render: (_, r) => <RatingText row={r} /> },
        { title: t('risk.worst'), render: (_, r) => <GradeTag risk={r.worst} short /> },
        { title: t('risk.index'), align: 'right', render: (_, r) => <span className="num">{r.risk ? r.index.toFixed(1) : '–'}</span> },
        { title: t('risk.picture'), render: (_, r) => <FourBar counts={r.counts} /> },
        { title: t('risk.firms'), align: 'right', render: (_, r) => <span className="num">{r.enterprises}</span> },
        { title: t('risk.overdue'), align: 'right', render: (_, r) => <span className={r.overdue > 0 ? 'num overdue' : 'num faint'}>{r.overdue}</span> },
      ]}
    />
  );
}

/** The methods in force with their cut-offs, and where these come from. */
function Methods() {
  const { t, say } = useT();
  const { form } = useRiskWords();
  const may = useMay('risk.method.set');
  const [setting, setSetting] = useState<RiskMethod>();
  if (!form) return null;
  const name = (r: string) => say(form.terms.length > 0 ? { zh: t(`kit.${r as 'red'}`), en: t(`kit.${r as 'red'}`) } : undefined);
  return (
    <div className="risk-stack">
      <Alert type="info" showIcon title={t('risk.params', { list: form.terms.map((x) => t('risk.months', { name: name(x.risk), n: x.months })).join('、'), n: form.sooner })} />
      <div className="risk-methods">
        {form.methods.map((m) => (
          <Panel key={m.id} title={say(m.title)} extra={may && m.bands.length > 0 && <Button size="small" data-tighten={m.id} onClick={() => setSetting(m)}>{t('risk.tighten')}</Button>}>
            <div className="risk-stack">
              <span>
                <b className="num">{m.result} = {m.factors.map((f) => f.symbol).join('×')}</b> <span className="faint">{m.factors.map((f) => `${f.symbol} ${say(f.title)}`).join('；')}</span>
              </span>
              {m.bands.length > 0 ? (
                <ul className="risk-bands">
                  {m.bands.map((b, i) => (
                    <li key={i}>
                      <span className="num">{t(b.above ? 'risk.above' : 'risk.from', { n: b.from })}</span>
                      <GradeTag risk={b.risk} />
                      <span className="faint">{say(b.class)}</span>
                    </li>
                  ))}
                </ul>
              ) : (
                <Matrix m={m} />
              )}
              <span className="faint">{m.version > 0 ? `${t('risk.own', { n: m.version })}：${m.why}` : t('risk.usual')}</span>
              <span className="faint">{say(m.basis)}；{say(m.colours)}</span>
            </div>
          </Panel>
        ))}
      </div>
      {setting && <MethodDialog m={setting} onClose={() => setSetting(undefined)} />}
    </div>
  );
}

function Matrix({ m }: { m: RiskMethod }) {
  const { t, say } = useT();
  const [rows, columns] = m.factors;
  if (!rows || !columns) return null;
  return (
    <div className="risk-wide" tabIndex={0}>
      <table className="risk-matrix">
        <caption className="faint">{t('risk.matrixCaption', { row: say(rows.title), col: say(columns.title) })}</caption>
        <thead>
          <tr>
            <th scope="col">{rows.symbol} \ {columns.symbol}</th>
            {columns.scores.map((s) => (
              <th key={s.value} scope="col" className="num">{s.value}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.scores.map((s, i) => (
            <tr key={s.value}>
              <th scope="row" className="num">{s.value}</th>
              {(m.cells[i] ?? []).map((c, j) => (
                <td key={j}>
                  <GradeTag risk={c} short />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
