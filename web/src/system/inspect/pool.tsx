import { useQuery } from '@tanstack/react-query';
import { Table } from 'antd';
import { poolQuery, type DrawingView, type PoolView } from '@/api/inspect';
import { useT } from '@/i18n/desk';
import { count } from '@/kit/number';
import { Panel } from '@/kit/page';
import { Loaded } from '@/kit/states';

type Row = PoolView['classes'][number];

/** The list in numbers: by class of credit, and what would go wrong with it. */
export function PoolPanel({ d }: { d: DrawingView }) {
  const { t } = useT();
  const pool = useQuery(poolQuery(d.id, d.revision));
  return (
    <Panel className="in-panel" title={t('inspect.pool')}>
      <Loaded of={pool}>{(p) => <Counts p={p} d={d} />}</Loaded>
    </Panel>
  );
}

function Counts({ p, d }: { p: PoolView; d: DrawingView }) {
  const { t } = useT();
  const names = (list: string[]) => (list.length > 6 ? t('inspect.andMore', { names: list.slice(0, 6).join('、'), n: list.length }) : list.join('、'));
  const warnings = [
    p.unrated > 0 && t('inspect.warnUnrated', { n: count(p.unrated), c: d.rules.unrated }),
    p.short > 0 && t('inspect.warnShort', { n: count(p.short) }),
    p.expired.length > 0 && t('inspect.warnExpired', { names: names(p.expired) }),
    p.uncertain.length > 0 && t('inspect.warnUncertain', { names: names(p.uncertain) }),
    p.untaught.length > 0 && t('inspect.warnUntaught', { names: names(p.untaught) }),
  ].filter((w): w is string => Boolean(w));
  return (
    <div data-pool={p.pool}>
      <p className="in-counts">
        <span>{t('inspect.poolUnits', { n: count(p.units) })}</span>
        <span>{t('inspect.poolIn', { n: count(p.pool) })}</span>
        <span>{t('inspect.poolCovered', { n: count(p.covered) })}</span>
        <span>{t('inspect.poolDraws', { n: count(p.draws) })}</span>
        <span>{t('inspect.poolOfficers', { n: count(p.officers) })}</span>
      </p>
      {warnings.map((w) => (
        <p className="in-warn" key={w}>
          {w}
        </p>
      ))}
      <div className="in-wide">
        <Table<Row>
          size="small"
          rowKey="credit"
          pagination={false}
          dataSource={p.classes}
          columns={[
            { title: t('inspect.class'), render: (_, c) => <b>{c.credit}</b> },
            { title: t('inspect.share'), render: (_, c) => d.rules.classes.find((x) => x.credit === c.credit)?.share },
            { title: t('inspect.cap'), render: (_, c) => d.rules.classes.find((x) => x.credit === c.credit)?.cap },
            { title: t('inspect.colUnits'), align: 'right', render: (_, c) => count(c.units) },
            { title: t('inspect.colExcluded'), align: 'right', render: (_, c) => count(c.excluded) },
            { title: t('inspect.colCapped'), align: 'right', render: (_, c) => count(c.capped) },
            { title: t('inspect.colCovered'), align: 'right', render: (_, c) => count(c.covered) },
            { title: t('inspect.colPool'), align: 'right', render: (_, c) => count(c.pool) },
            { title: t('inspect.colDraws'), align: 'right', render: (_, c) => (d.rules.total > 0 ? '–' : count(c.draws)) },
            { title: t('inspect.bar'), render: (_, c) => <Bar c={c} /> },
          ]}
        />
      </div>
    </div>
  );
}

/** How the units of a class fall; the numbers stand beside it. */
function Bar({ c }: { c: Row }) {
  const part = (n: number) => ({ width: `${(100 * n) / Math.max(c.units, 1)}%` });
  return (
    <span className="in-bar" aria-hidden>
      <i className="pool" style={part(c.pool)} />
      <i className="covered" style={part(c.covered)} />
      <i className="capped" style={part(c.capped)} />
      <i className="excluded" style={part(c.excluded)} />
    </span>
  );
}
