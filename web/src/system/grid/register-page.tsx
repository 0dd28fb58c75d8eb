import { UploadOutlined } from '@ant-design/icons';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Select } from 'antd';
import type { TableColumnsType } from 'antd';
import { useState } from 'react';
import { countsQuery, elementsQuery, kindsQuery } from '@/api/queries';
import type { Element, Kind, Risk } from '@/api/types';
import type { RegisterSearch } from '@/app/router';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { AttributeFilters } from '@/kit/attribute-filters';
import { AreaFilter, Chips, TextFilter } from '@/kit/filters';
import { ListTable } from '@/kit/list-table';
import { branches } from '@/kit/kind-tree';
import { count } from '@/kit/number';
import { PageHead } from '@/kit/page';
import { RiskTag, risks } from '@/kit/risk-tag';
import type { Schema } from '@/kit/schema';
import { SchemaValue } from '@/kit/schema-value';
import { Loaded } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { ExportButton } from './export-button';
import { PlatesButton } from './plates-button';

/** 要素台账: the elements of one kind. Columns come from the kind's own declaration. */
export default function RegisterPage() {
  const kinds = useQuery(kindsQuery);
  return <Loaded of={kinds}>{(all) => (all[0] ? <Register kinds={all} first={all[0]} /> : null)}</Loaded>;
}

function Register({ kinds, first }: { kinds: Kind[]; first: Kind }) {
  const { t, say } = useT();
  const go = useNavigate();
  const search = useSearch({ from: '/grid/elements' });
  const kind = kinds.find((k) => k.name === search.kind) ?? first;
  const counts = useQuery(countsQuery('kind'));
  const n = (counts.data ?? {}) as Record<string, number>;
  const byRisk = (useQuery(countsQuery('risk', kind.name, search.area)).data ?? {}) as Record<string, number>;
  const graded = risks.some((r) => byRisk[r]) || search.risk !== undefined;
  const elements = useInfiniteQuery(elementsQuery({ kind: kind.name, q: search.q, area: search.area, risk: search.risk, where: search.where }));
  const mayImport = useMay('grid.import.run');
  const mayExport = useMay('grid.export.run');
  const mayPlates = useMay('patrol.task.read');
  const [chosen, setChosen] = useState<string[]>([]);
  const narrow = (part: Partial<RegisterSearch>) =>
    void go({
      to: '/grid/elements',
      replace: true,
      search: Object.fromEntries(Object.entries({ ...search, ...part }).filter(([, v]) => v)),
    });
  return (
    <>
      <PageHead title={t('register.title')} note={t('register.total', { n: count(n[kind.name] ?? 0) })}>
        {mayImport && (
          <Link to="/grid/imports/new" search={{ kind: kind.name }}>
            <Button icon={<UploadOutlined />} data-do="import">
              {t('exchange.new')}
            </Button>
          </Link>
        )}
        {mayPlates && <PlatesButton sites={chosen} />}
        {mayExport && <ExportButton kind={kind} filter={search} />}
      </PageHead>
      <div className="filters">
        <Select
          value={kind.name}
          onChange={(k) => {
            setChosen([]);
            narrow({ kind: k, risk: undefined, where: undefined });
          }}
          style={{ width: 220 }}
          aria-label={t('register.kind')}
          showSearch={{ optionFilterProp: 'label' }}
          listHeight={420}
          options={branches(kinds).map((b) => ({
            label: say(b.title),
            options: b.kinds.map((k) => ({ value: k.name, label: `${say(k.title)} ${n[k.name] === undefined ? '' : count(n[k.name])}` })),
          }))}
        />
        <AreaFilter value={search.area ?? ''} onChange={(area) => narrow({ area })} />
        <TextFilter value={search.q ?? ''} onChange={(q) => narrow({ q })} hint={t('register.search')} width={240} />
        {graded && (
          <Chips<Risk>
            label={t('register.risk')}
            choices={risks.map((r) => ({ value: r, label: `${t(`kit.${r}`)} ${count(byRisk[r])}` }))}
            value={search.risk ? [search.risk] : []}
            onChange={(v) => narrow({ risk: v.at(-1) })}
          />
        )}
        <AttributeFilters key={kind.name} filters={kind.filters} value={search.where ?? []} onChange={(where) => narrow({ where: where.length > 0 ? where : undefined })} />
      </div>
      <ListTable<Element>
        of={elements}
        rowKey="id"
        columns={useColumns(kind)}
        {...(mayPlates ? { chosen, onChoose: setChosen } : {})}
        onOpen={(e) => void go({ to: '/grid/elements/$id', params: { id: e.id } })}
      />
    </>
  );
}

function useColumns(kind: Kind): TableColumnsType<Element> {
  const { t, say } = useT();
  const properties = (kind.schema as unknown as Schema).properties ?? {};
  return [
    {
      title: t('register.name'),
      fixed: 'start',
      render: (_, e) => (
        <Link to="/grid/elements/$id" params={{ id: e.id }} onClick={(x) => x.stopPropagation()}>
          {e.name}
        </Link>
      ),
    },
    { title: t('register.area'), render: (_, e) => e.area_name || e.area },
    { title: t('register.risk'), render: (_, e) => <RiskTag risk={e.risk} /> },
    ...(kind.columns ?? []).map((c) => ({
      title: say(c.title),
      key: c.field,
      render: (_: unknown, e: Element) => (
        <SchemaValue schema={properties[c.field] ?? {}} value={(e.attrs as Record<string, unknown> | undefined)?.[c.field]} />
      ),
    })),
    { title: t('register.address'), render: (_, e) => <span className="faint">{e.address}</span> },
    { title: t('register.updatedAt'), render: (_, e) => <TimeText at={e.updated_at} style="day" /> },
  ];
}
