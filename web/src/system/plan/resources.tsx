import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Table } from 'antd';
import { planSummaryQuery, type Plan } from '@/api/plan';
import { useT } from '@/i18n/desk';
import { reading } from '@/kit/number';
import { Panel } from '@/kit/page';
import { Nothing } from '@/kit/states';

type Of<K extends keyof Plan> = NonNullable<Plan[K]> extends (infer I)[] ? I : never;

/** When it is started, and what each level means. */
export function Triggers({ p }: { p: Plan }) {
  const { t, say } = useT();
  const summary = useQuery(planSummaryQuery());
  const titles = new Map((summary.data?.events ?? []).map((e) => [e.code, say(e.title)]));
  return (
    <Panel title={t('plan.triggers')}>
      <Table<Of<'triggers'>>
        size="small"
        rowKey="id"
        dataSource={p.triggers ?? []}
        pagination={false}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: t('plan.event'), render: (_, x) => titles.get(x.event) ?? x.event },
          { title: t('plan.grade'), render: (_, x) => [x.grade, x.warning].filter(Boolean).join(' / ') || '–' },
          { title: t('plan.response'), render: (_, x) => <b>{x.response}</b> },
          { title: t('plan.what'), render: (_, x) => x.when || '–' },
        ]}
      />
    </Panel>
  );
}

/** Teams, goods, equipment and notices. */
export function Resources({ p }: { p: Plan }) {
  const { t } = useT();
  return (
    <div className="stack">
      <Panel title={t('plan.team')}>
        <Table<Of<'teams'>>
          size="small" rowKey="id" dataSource={p.teams ?? []} pagination={false} scroll={{ x: 'max-content' }} locale={{ emptyText: <Nothing /> }}
          columns={[
            { title: t('plan.team'), render: (_, x) => <Link to="/grid/elements/$id" params={{ id: x.team }}>{x.name}</Link> },
            { title: t('plan.people'), align: 'right', render: (_, x) => x.people || '–' },
            { title: t('plan.from'), render: (_, x) => x.level || 'IV' },
            { title: t('plan.limit'), align: 'right', render: (_, x) => (x.minutes ? t('plan.within', { n: x.minutes }) : '–') },
          ]}
        />
      </Panel>
      <Panel title={t('plan.goods')}>
        <Table<Of<'needs'>>
          size="small" rowKey="id" dataSource={p.needs ?? []} pagination={false} scroll={{ x: 'max-content' }} locale={{ emptyText: <Nothing /> }}
          columns={[
            { title: t('plan.goods'), render: (_, x) => <>{x.name} <span className="faint num">{x.item}</span></> },
            { title: t('plan.amount'), align: 'right', render: (_, x) => <span className="num">{reading(x.amount)} {x.unit}</span> },
            { title: t('plan.reach'), render: (_, x) => (x.reach ? `${x.reach} km` : t('plan.wholeCity')) },
            { title: t('plan.from'), render: (_, x) => x.level || 'IV' },
          ]}
        />
      </Panel>
      <Panel title={t('plan.assets')}>
        <Table<Of<'assets'>>
          size="small" rowKey="id" dataSource={p.assets ?? []} pagination={false} scroll={{ x: 'max-content' }} locale={{ emptyText: <Nothing /> }}
          columns={[
            { title: t('plan.name'), render: (_, x) => <Link to="/grid/elements/$id" params={{ id: x.element }}>{x.name}</Link> },
            { title: t('plan.what'), render: (_, x) => x.use || '–' },
            { title: t('plan.limit'), align: 'right', render: (_, x) => (x.minutes ? t('plan.within', { n: x.minutes }) : '–') },
          ]}
        />
      </Panel>
      <Panel title={t('plan.notices')}>
        <Table<Of<'notices'>>
          size="small" rowKey="id" dataSource={p.notices ?? []} pagination={false} scroll={{ x: 'max-content' }} locale={{ emptyText: <Nothing /> }}
          columns={[
            { title: t('plan.to'), dataIndex: 'to' },
            { title: t('plan.what'), dataIndex: 'text' },
            { title: t('plan.from'), render: (_, x) => x.level || 'IV' },
            { title: t('plan.limit'), align: 'right', render: (_, x) => t('plan.within', { n: x.minutes }) },
          ]}
        />
      </Panel>
    </div>
  );
}

/** Cards and checklists. */
export function Cards({ p }: { p: Plan }) {
  const { t } = useT();
  const cards = p.cards ?? [];
  const lists = p.checklists ?? [];
  if (cards.length + lists.length === 0) return <Nothing />;
  return (
    <div className="plan-cards">
      {cards.map((c) => (
        <article key={c.id} className="plan-card">
          <b>{c.title}</b>
          <div className="faint">{c.for} · {c.hazard}</div>
          <ol>{(c.steps ?? []).map((s, i) => <li key={i}>{s}</li>)}</ol>
          {c.protection && <div>{c.protection}</div>}
        </article>
      ))}
      {lists.map((c) => (
        <article key={c.id} className="plan-card">
          <b>{t('plan.checklist')} · {c.title}</b>
          <ol>{(c.lines ?? []).map((s, i) => <li key={i}>{s}</li>)}</ol>
        </article>
      ))}
    </div>
  );
}

/** Who to call. */
export function Contacts({ p }: { p: Plan }) {
  const { t } = useT();
  return (
    <Panel>
      <Table<Of<'contacts'>>
        size="middle" rowKey="id" dataSource={p.contacts ?? []} pagination={false} scroll={{ x: 'max-content' }} locale={{ emptyText: <Nothing /> }}
        columns={[
          { title: t('plan.lead'), render: (_, x) => <b>{x.name}</b> },
          { title: t('plan.unit'), render: (_, x) => [x.unit, x.title].filter(Boolean).join(' ') || '–' },
          { title: t('plan.phone'), render: (_, x) => (x.phone ? <a className="num" href={`tel:${x.phone}`}>{x.phone}</a> : '–') },
          { title: t('plan.confirmed'), render: (_, x) => x.confirmed || '–' },
        ]}
      />
    </Panel>
  );
}

/** Map sheets, each a link to the map with its layers. */
export function Maps({ p }: { p: Plan }) {
  const { t } = useT();
  return (
    <div className="plan-cards">
      {(p.maps ?? []).map((m) => (
        <article key={m.id} className="plan-card">
          <b>{m.title}</b>
          <div className="faint">{m.note}</div>
          <Link to="/" search={{ view: `${m.lon.toFixed(5)},${m.lat.toFixed(5)},${m.zoom.toFixed(2)}`, layers: (m.kinds ?? []).join(',') }}>{t('plan.openMap')}</Link>
        </article>
      ))}
    </div>
  );
}
