import { Button, Table } from 'antd';
import type { TableColumnsType } from 'antd';
import type { InfiniteData } from '@tanstack/react-query';
import { useT } from '@/i18n/desk';
import { count } from './number';
import { Failed, Loading, Nothing } from './states';

interface Page<I> {
  items: I[] | null;
  next?: string;
}
interface ListQuery<I> {
  data: InfiniteData<Page<I>> | undefined;
  error: unknown;
  isPending: boolean;
  isFetchingNextPage: boolean;
  hasNextPage: boolean;
  fetchNextPage: () => unknown;
  refetch: () => unknown;
}

/** A list read page by page with a cursor: a table, its states, and a button for more. */
export function ListTable<I extends object>(props: {
  of: ListQuery<I>;
  columns: TableColumnsType<I>;
  rowKey: keyof I & string;
  empty?: string;
  emptyHint?: string;
  onOpen?: (i: I) => void;
  /** Rows that are chosen, by key, where they can be. */
  chosen?: string[];
  onChoose?: (keys: string[]) => void;
}) {
  const { t } = useT();
  const q = props.of;
  if (!q.data) return q.isPending ? <Loading /> : <Failed error={q.error} again={() => void q.refetch()} />;
  const rows = q.data.pages.flatMap((p) => p.items ?? []);
  const { onOpen, onChoose } = props;
  return (
    <>
      <Table<I>
        size="middle"
        columns={props.columns}
        dataSource={rows}
        rowKey={props.rowKey}
        pagination={false}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: <Nothing title={props.empty} hint={props.emptyHint} /> }}
        rowSelection={onChoose && { selectedRowKeys: props.chosen ?? [], onChange: (keys) => onChoose(keys.map(String)), preserveSelectedRowKeys: true }}
        onRow={onOpen && ((i) => ({ onClick: () => onOpen(i), className: 'opens' }))}
      />
      <footer className="list-foot">
        <span className="faint">{t('kit.shown', { n: count(rows.length) })}</span>
        {q.hasNextPage && (
          <Button loading={q.isFetchingNextPage} onClick={() => void q.fetchNextPage()}>
            {t('kit.more')}
          </Button>
        )}
      </footer>
    </>
  );
}
