import './stock.css';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Button, InputNumber, Popover, Table } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { depotKitsQuery, depotQuery, type DepotKit, type StockCard, type StockLot } from '@/api/stock';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { reading } from '@/kit/number';
import { PageHead, Panel } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { useActing } from '@/kit/use-act';
import { AskDialog } from './ask-dialog';
import { CardPanel } from './card-panel';
import { CountDialog } from './count-dialog';
import { ReceiptDialog } from './receipt-dialog';

/** One depot: its cards with their lots, and what may be done with them. */
export default function DepotPage() {
  const { t } = useT();
  const { id } = useParams({ strict: false }) as { id: string };
  const depot = useQuery(depotQuery(id));
  const kits = useQuery(depotKitsQuery(id));
  const keeps = useMay('resource.stock.keep');
  const asks = useMay('resource.requisition.ask');
  const [dialog, setDialog] = useState<'receive' | 'ask' | 'count' | 'discard'>();
  const [card, setCard] = useState<StockCard>();
  const d = depot.data;
  return (
    <>
      <PageHead title={d?.depot.name ?? t('stock.depot')} note={d && [d.depot.area_name, d.depot.keeper, d.depot.phone].filter(Boolean).join(' · ')}>
        {asks && <Button type="primary" disabled={!d?.cards.length} onClick={() => setDialog('ask')}>{t('stock.ask')}</Button>}
        {keeps && <Button onClick={() => setDialog('receive')}>{t('stock.receive')}</Button>}
        {keeps && <Button disabled={!d?.cards.length} onClick={() => setDialog('count')}>{t('stock.count')}</Button>}
        {keeps && <Button disabled={!d?.cards.length} onClick={() => setDialog('discard')}>{t('stock.discard')}</Button>}
      </PageHead>
      <Loaded of={depot}>
        {(v) => (
          <Panel>
            <CardTable rows={v.cards} depot={v.depot.id} keeps={keeps} onOpen={setCard} />
          </Panel>
        )}
      </Loaded>
      <Loaded of={kits}>
        {(list) => (
          <Panel title={t('stock.kits')} className="depot-kits">
            <KitList kits={list} />
          </Panel>
        )}
      </Loaded>
      {d && dialog === 'receive' && <ReceiptDialog depot={d.depot} onClose={() => setDialog(undefined)} />}
      {d && dialog === 'ask' && <AskDialog depot={d} onClose={() => setDialog(undefined)} />}
      {d && (dialog === 'count' || dialog === 'discard') && <CountDialog kind={dialog} depot={d} onClose={() => setDialog(undefined)} />}
      <CardPanel depot={id} card={card} onClose={() => setCard(undefined)} />
    </>
  );
}

/** How many whole kits the depot can make of what it has free, and what is short first. */
function KitList({ kits }: { kits: DepotKit[] }) {
  const { t } = useT();
  const used = kits.filter((k) => !k.retired);
  if (used.length === 0) return <Nothing title={t('stock.kitNone')} />;
  return (
    <ul className="cards">
      {used.map((k) => (
        <li key={k.code} className={k.whole > 0 ? 'card' : 'card card-red'}>
          <div className="row">
            <b className="grow">{k.name}</b>
            <b className="num">{t('stock.kitWhole', { n: k.whole })}</b>
            <span className="faint">{t('stock.kitShort', { name: k.short })}</span>
          </div>
          <div className="faint">
            {t('stock.kitHolds')} {k.words.map((w) => `${w.name} ${reading(w.quantity)} ${w.unit}`).join('、')}
          </div>
        </li>
      ))}
    </ul>
  );
}

/** How a card stands, by colour and word: the worst of it. */
function StandTag({ c }: { c: StockCard }) {
  const { t } = useT();
  if (c.low) return <span className="tag tag-red">{t('stock.low')}</span>;
  if (c.expired > 0) return <span className="tag tag-orange">{t('stock.expired')}</span>;
  if (c.expires_soon > 0) return <span className="tag tag-yellow">{t('stock.soon')}</span>;
  return <span className="tag tag-ok">{t('stock.enough')}</span>;
}

function CardTable(props: { rows: StockCard[]; depot: string; keeps: boolean; onOpen: (c: StockCard) => void }) {
  const { t } = useT();
  return (
    <Table<StockCard>
      size="middle"
      rowKey="item"
      dataSource={props.rows}
      pagination={false}
      scroll={{ x: 'max-content' }}
      locale={{ emptyText: <Nothing title={t('stock.empty')} /> }}
      rowClassName={(c) => (c.low ? 'stock-low' : '')}
      expandable={{ expandedRowRender: (c) => <LotTable lots={c.lots} unit={c.unit} />, rowExpandable: (c) => c.lots.length > 0 }}
      columns={[
        { title: t('stock.item'), render: (_, c) => <><b>{c.name}</b> <span className="faint num">{c.item}</span></> },
        { title: t('stock.quantity'), align: 'right', render: (_, c) => <span className="num">{reading(c.quantity)} {c.unit}</span> },
        { title: t('stock.held'), align: 'right', render: (_, c) => <span className={c.held > 0 ? 'num' : 'num faint'}>{reading(c.held)}</span> },
        { title: t('stock.free'), align: 'right', render: (_, c) => <b className={c.low ? 'num overdue' : 'num'}>{reading(c.free)} {c.unit}</b> },
        { title: t('stock.minimum'), align: 'right', render: (_, c) => (props.keeps ? <MinimumCell depot={props.depot} c={c} /> : <span className="num">{reading(c.minimum)}</span>) },
        { title: t('stock.first'), render: (_, c) => c.first_expires_on || <span className="faint">{t('stock.never')}</span> },
        { title: t('hazard.state'), render: (_, c) => <StandTag c={c} /> },
        { title: '', render: (_, c) => <Button size="small" onClick={() => props.onOpen(c)}>{t('stock.card')}</Button> },
      ]}
    />
  );
}

function LotTable({ lots, unit }: { lots: StockLot[]; unit: string }) {
  const { t } = useT();
  return (
    <Table<StockLot>
      size="small"
      rowKey="id"
      dataSource={lots}
      pagination={false}
      columns={[
        { title: t('stock.bin'), render: (_, l) => l.bin || '–' },
        { title: t('stock.batch'), render: (_, l) => l.batch || '–' },
        { title: t('stock.expires'), render: (_, l) => l.expires_on || <span className="faint">{t('stock.never')}</span> },
        { title: t('stock.quantity'), align: 'right', render: (_, l) => <span className="num">{reading(l.quantity)} {unit}</span> },
        { title: t('stock.held'), align: 'right', render: (_, l) => <span className="num">{reading(l.held)}</span> },
      ]}
    />
  );
}

function MinimumCell({ depot, c }: { depot: string; c: StockCard }) {
  const { t } = useT();
  const [open, setOpen] = useState(false);
  const [v, setV] = useState(c.minimum);
  const [busy, act] = useActing('stock');
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      title={t('stock.setMinimum')}
      content={
        <div className="row">
          <InputNumber min={0} value={v} onChange={(n) => setV(n ?? 0)} suffix={c.unit} aria-label={t('stock.minimum')} />
          <Button type="primary" loading={busy} onClick={() => void act(() => body(api.POST('/api/resource/depots/{id}/minimum', { params: { path: { id: depot } }, body: { item: c.item, minimum: v } })), t('stock.minimumOk')).then((ok) => ok && setOpen(false))}>
            {t('stock.submit')}
          </Button>
        </div>
      }
    >
      <Button type="link" size="small" className="num" aria-label={`${reading(c.minimum)} ${t('stock.setMinimum')}`}>
        {reading(c.minimum)}
      </Button>
    </Popover>
  );
}
