import './stock.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Alert, Button, Segmented, Table, Tag } from 'antd';
import { useState } from 'react';
import { depotsQuery, stockFaultsQuery, stockItemsQuery, type DepotItem, type DepotOnly, type StockItem } from '@/api/stock';
import { useT, type Key } from '@/i18n/desk';
import { AreaFilter } from '@/kit/filters';
import { reading } from '@/kit/number';
import { PageHead } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';

const filters: [DepotOnly | '', Key][] = [
  ['', 'stock.all'],
  ['low', 'stock.low'],
  ['expired', 'stock.expired'],
  ['soon', 'stock.soon'],
  ['held', 'stock.held'],
];

/** What the depots hold: those that want something first, or the sums by item. */
export default function StockPage() {
  const { t } = useT();
  const [view, setView] = useState<'depot' | 'item'>('depot');
  const [area, setArea] = useState('');
  const [only, setOnly] = useState<DepotOnly | ''>('');
  const [item, setItem] = useState<string>();
  const depots = useQuery(depotsQuery({ area: area || undefined, only: only || undefined, item }));
  const items = useQuery({ ...stockItemsQuery(), enabled: view === 'item' || item !== undefined });
  const faults = useQuery(stockFaultsQuery());
  const d = depots.data;
  return (
    <>
      <PageHead title={t('stock.title')}>
        <Segmented value={view} onChange={setView} options={[{ value: 'depot', label: t('stock.byDepot') }, { value: 'item', label: t('stock.byItem') }]} />
      </PageHead>
      {(faults.data?.length ?? 0) > 0 && <Alert type="error" showIcon title={t('stock.fault', { list: faults.data!.slice(0, 5).map((f) => `${f.place} ${f.item} (${f.what})`).join('、') })} />}
      {d && (
        <div className="stock-sums">
          <Sum word={t('stock.depots')} n={d.depots} />
          <Sum word={t('stock.low')} n={d.low} bad />
          <Sum word={t('stock.expired')} n={d.expired} bad />
          <Sum word={t('stock.soon')} n={d.expires_soon} />
        </div>
      )}
      {view === 'depot' ? (
        <>
          <div className="filters">
            <Segmented value={only} onChange={setOnly} options={filters.map(([value, key]) => ({ value, label: t(key) }))} />
            <AreaFilter value={area} onChange={setArea} />
            {item && (
              <Tag closable onClose={() => setItem(undefined)}>
                {items.data?.find((i) => i.code === item)?.name ?? item}
              </Tag>
            )}
          </div>
          <Loaded of={depots}>{(page) => <DepotTable rows={page.items} />}</Loaded>
        </>
      ) : (
        <Loaded of={items}>
          {(rows) => (
            <ItemTable
              rows={rows}
              onOpen={(code) => {
                setItem(code);
                setView('depot');
              }}
            />
          )}
        </Loaded>
      )}
    </>
  );
}

function Sum({ word, n, bad }: { word: string; n: number; bad?: boolean }) {
  return (
    <div>
      <span className="faint">{word}</span>
      <b className={bad && n > 0 ? 'overdue' : ''}>{n}</b>
    </div>
  );
}

const levels: Record<string, Key> = { city: 'stock.city', district: 'stock.district', street: 'stock.street' };

/** A count that wants somebody, as a tag with its word; a dash for none. */
function Wanting({ n, word, tone }: { n: number; word: string; tone: string }) {
  return n > 0 ? <span className={`tag tag-${tone}`}>{word} {n}</span> : <span className="faint">–</span>;
}

function DepotTable({ rows }: { rows: DepotItem[] }) {
  const { t } = useT();
  const go = useNavigate();
  return (
    <Table<DepotItem>
      size="middle"
      rowKey="id"
      dataSource={rows}
      pagination={rows.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
      scroll={{ x: 'max-content' }}
      locale={{ emptyText: <Nothing title={t('stock.none')} /> }}
      onRow={(r) => ({ className: 'opens', onClick: () => void go({ to: '/command/stock/$id', params: { id: r.id } }) })}
      columns={[
        {
          title: t('stock.depot'),
          render: (_, r) => (
            <Link to="/command/stock/$id" params={{ id: r.id }} onClick={(e) => e.stopPropagation()}>
              <b>{r.name}</b>
            </Link>
          ),
        },
        { title: t('stock.level'), render: (_, r) => (levels[r.level] ? t(levels[r.level]!) : '–') },
        { title: t('stock.sorts'), align: 'right', render: (_, r) => <span className="num">{r.sorts}</span> },
        { title: t('stock.low'), render: (_, r) => <Wanting n={r.low} word={t('stock.low')} tone="red" /> },
        { title: t('stock.expired'), render: (_, r) => <Wanting n={r.expired} word={t('stock.expired')} tone="orange" /> },
        { title: t('stock.soon'), render: (_, r) => <Wanting n={r.expires_soon} word={t('stock.soon')} tone="yellow" /> },
        { title: t('stock.held'), align: 'right', render: (_, r) => <span className="num">{r.held}</span> },
        { title: t('stock.keeper'), render: (_, r) => [r.keeper, r.phone].filter(Boolean).join(' ') || '–' },
        { title: t('incident.area'), render: (_, r) => r.area_name },
      ]}
    />
  );
}

function ItemTable({ rows, onOpen }: { rows: StockItem[]; onOpen: (code: string) => void }) {
  const { t } = useT();
  return (
    <Table<StockItem>
      size="middle"
      rowKey="code"
      dataSource={rows}
      pagination={false}
      scroll={{ x: 'max-content' }}
      locale={{ emptyText: <Nothing /> }}
      onRow={(i) => ({ className: 'opens', onClick: () => onOpen(i.code) })}
      columns={[
        { title: t('stock.item'), render: (_, i) => <><Button type="link" size="small" onClick={() => onOpen(i.code)}><b>{i.name}</b></Button> <span className="faint num">{i.code}</span></> },
        { title: t('stock.category'), dataIndex: 'category' },
        { title: t('stock.quantity'), align: 'right', render: (_, i) => <span className="num">{reading(i.quantity)} {i.unit}</span> },
        { title: t('stock.free'), align: 'right', render: (_, i) => <b className="num">{reading(i.free)} {i.unit}</b> },
        { title: t('stock.minimum'), align: 'right', render: (_, i) => <span className={i.free < i.minimum ? 'num overdue' : 'num faint'}>{reading(i.minimum)}</span> },
        { title: t('stock.low'), render: (_, i) => (i.low > 0 ? <span className="tag tag-red">{t('stock.lowIn', { n: i.low })}</span> : <span className="faint">–</span>) },
        { title: t('stock.expired'), align: 'right', render: (_, i) => <span className={i.expired > 0 ? 'num overdue' : 'num faint'}>{reading(i.expired)}</span> },
        { title: t('stock.soon'), align: 'right', render: (_, i) => <span className="num">{reading(i.expires_soon)}</span> },
        { title: t('stock.keeps'), render: (_, i) => (i.keeps > 0 ? t('stock.months', { n: i.keeps }) : <span className="faint">{t('stock.never')}</span>) },
        { title: t('stock.depotsHold'), align: 'right', render: (_, i) => <span className="num">{i.depots}</span> },
      ]}
    />
  );
}
