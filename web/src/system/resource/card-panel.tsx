import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Table } from 'antd';
import { lazy, Suspense, useMemo } from 'react';
import { api, body } from '@/api/client';
import type { StockCard, StockMove } from '@/api/stock';
import { useT, type Key } from '@/i18n/desk';
import type { ChartOption } from '@/kit/chart';
import { reading } from '@/kit/number';
import { SidePanel } from '@/kit/side-panel';
import { Loaded, Loading, Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';

const Chart = lazy(() => import('@/kit/chart'));
const kinds: Record<string, Key> = { received: 'stock.received', issued: 'stock.issued', arrived: 'stock.arrived', returned: 'stock.returned', counted: 'stock.counted', discarded: 'stock.discarded' };

/** The card of an item at a depot: the balance over time, and line by line. */
export function CardPanel({ depot, card, onClose }: { depot: string; card?: StockCard; onClose: () => void }) {
  const { t } = useT();
  return (
    <SidePanel open={card !== undefined} width={720} title={card && t('stock.cardOf', { name: card.name })} onClose={onClose}>
      {card && <Lines depot={depot} card={card} />}
    </SidePanel>
  );
}

const page = 100;

function Lines({ depot, card }: { depot: string; card: StockCard }) {
  const { t } = useT();
  const moves = useInfiniteQuery({
    queryKey: ['stock', 'moves', depot, card.item, card.moves],
    initialPageParam: 0,
    queryFn: async ({ pageParam }) => (await body(api.GET('/api/resource/depots/{id}/moves', { params: { path: { id: depot }, query: { item: card.item, before: pageParam || undefined } } }))).items ?? [],
    getNextPageParam: (last: StockMove[]) => (last.length < page ? undefined : last.at(-1)?.no),
  });
  const rows = useMemo(() => moves.data?.pages.flat() ?? [], [moves.data]);
  const option = useMemo<ChartOption>(
    () => ({
      animation: false,
      grid: { left: 56, right: 12, top: 12, bottom: 24 },
      tooltip: { trigger: 'axis' },
      xAxis: { type: 'time' },
      yAxis: { type: 'value', name: card.unit },
      series: [{ type: 'line', step: 'end', symbol: 'none', areaStyle: { opacity: 0.15 }, data: rows.toReversed().map((m) => [m.at, m.balance]) }],
    }),
    [rows, card.unit],
  );
  return (
    <Loaded of={moves}>
      {() =>
        rows.length === 0 ? (
          <Nothing />
        ) : (
          <>
            {rows.length > 1 && (
              <Suspense fallback={<Loading />}>
                <Chart option={option} height={170} label={t('stock.plot', { name: card.name })} />
              </Suspense>
            )}
            <Table<StockMove>
              size="small"
              rowKey="no"
              dataSource={rows}
              pagination={false}
              scroll={{ x: 'max-content' }}
              columns={[
                { title: '#', align: 'right', render: (_, m) => <span className="num faint">{m.no}</span> },
                { title: t('stock.when'), render: (_, m) => <TimeText at={m.at} style="minute" /> },
                { title: t('stock.change'), align: 'right', render: (_, m) => <b className="num">{m.quantity > 0 ? '+' : ''}{reading(m.quantity)}</b> },
                { title: t('stock.balance'), align: 'right', render: (_, m) => <span className="num">{reading(m.balance)} {card.unit}</span> },
                { title: t('stock.about'), render: (_, m) => <About m={m} word={kinds[m.kind] ? t(kinds[m.kind]!) : m.kind} /> },
                { title: t('stock.who'), dataIndex: 'by' },
              ]}
            />
            {moves.hasNextPage && (
              <Button block loading={moves.isFetchingNextPage} onClick={() => void moves.fetchNextPage()}>
                {t('stock.more')}
              </Button>
            )}
          </>
        )
      }
    </Loaded>
  );
}

/** What a line is about; a requisition or a correction opens. */
function About({ m, word }: { m: StockMove; word: string }) {
  const text = m.about.startsWith(word) ? m.about : `${word}：${m.about}`;
  return ['issued', 'arrived', 'returned', 'counted', 'discarded'].includes(m.kind) ? (
    <Link to="/desk/cases/$id" params={{ id: m.document }}>
      {text}
    </Link>
  ) : (
    <>{text}</>
  );
}
