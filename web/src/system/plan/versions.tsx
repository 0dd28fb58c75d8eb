import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Select, Table } from 'antd';
import { useState } from 'react';
import { comparisonQuery, type PlanView } from '@/api/plan';
import { useT, type Key } from '@/i18n/desk';
import { Panel } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { StateTag } from './parts';

const changes: Record<string, Key> = { added: 'plan.added', removed: 'plan.removed', changed: 'plan.changed' };

/** The versions of a plan, and two of them side by side. */
export function Versions({ v }: { v: PlanView }) {
  const { t } = useT();
  const numbers = v.versions.map((x) => x.version);
  const [before, setBefore] = useState(numbers[1] ?? numbers[0] ?? 1);
  const [after, setAfter] = useState(numbers[0] ?? 1);
  const options = v.versions.map((x) => ({ value: x.version, label: t('plan.nth', { n: x.version }) }));
  return (
    <div className="stack">
      <Panel>
        <Table
          size="small"
          rowKey="version"
          dataSource={v.versions}
          pagination={false}
          scroll={{ x: 'max-content' }}
          columns={[
            { title: t('plan.version'), render: (_, x) => <Link to="/command/plans/$code" params={{ code: x.code }} search={{ version: String(x.version) }}>{t('plan.nth', { n: x.version })}</Link> },
            { title: t('plan.run'), render: (_, x) => <StateTag state={x.state} /> },
            { title: t('plan.number'), render: (_, x) => x.number || '–' },
            { title: t('plan.issuedOn'), render: (_, x) => x.issued_on || '–' },
            { title: t('plan.filedOn'), render: (_, x) => x.filed_on || '–' },
          ]}
        />
      </Panel>
      {numbers.length > 1 && (
        <Panel
          title={t('plan.compare')}
          extra={
            <>
              <Select size="small" aria-label={t('plan.before')} value={before} onChange={setBefore} options={options} /> → <Select size="small" aria-label={t('plan.after')} value={after} onChange={setAfter} options={options} />
            </>
          }
        >
          <Comparison code={v.version.code} before={before} after={after} />
        </Panel>
      )}
    </div>
  );
}

function Comparison({ code, before, after }: { code: string; before: number; after: number }) {
  const { t, say } = useT();
  const both = useQuery(comparisonQuery(code, before, after));
  return (
    <Loaded of={both}>
      {(d) => (
        <Table
          size="small"
          rowKey="path"
          dataSource={d.differences}
          pagination={false}
          scroll={{ x: 'max-content' }}
          locale={{ emptyText: <Nothing title={t('plan.same')} /> }}
          columns={[
            { title: t('plan.part'), render: (_, x) => say(x.part) },
            { title: t('plan.item'), render: (_, x) => [x.item, say(x.field)].filter(Boolean).join(' · ') },
            { title: t('plan.changed'), render: (_, x) => t(changes[x.change] ?? 'plan.changed') },
            { title: t('plan.before'), render: (_, x) => x.before || '–' },
            { title: t('plan.after'), render: (_, x) => <b>{x.after || '–'}</b> },
          ]}
        />
      )}
    </Loaded>
  );
}
