import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Segmented, Table } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import type { RoundRow } from '@/api/types';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { AreaSelect } from '@/kit/area-select';
import { PageHead, Panel } from '@/kit/page';
import { errorSentence, Loaded, Nothing } from '@/kit/states';
import { dueText } from '@/kit/time';
import { ShareBars } from './share-bars';

const states = ['overdue', 'open', 'done', 'cancelled'] as const;
type State = (typeof states)[number];
const sides = ['person', 'area', 'unit', 'matter'] as const;
type Side = (typeof sides)[number];

/** The rounds of a street or district: what is overdue first, and how everybody stands. */
export default function BoardPage() {
  const { t } = useT();
  const [state, setState] = useState<State>('overdue');
  const [side, setSide] = useState<Side>('person');
  const [area, setArea] = useState<string>();
  const [q, setQ] = useState('');
  const rounds = useInfiniteQuery({
    queryKey: ['rounds', state, area, q],
    initialPageParam: '',
    refetchInterval: 30_000,
    queryFn: ({ pageParam }) => body(api.GET('/api/patrol/tasks', { params: { query: { state, area, q: q || undefined, cursor: pageParam, limit: 50 } } })),
    getNextPageParam: (last) => last.next || undefined,
  });
  const shares = useQuery({
    queryKey: ['round-shares', side, area],
    refetchInterval: 60_000,
    queryFn: () => body(api.GET('/api/patrol/shares', { params: { query: { by: side, area } } })),
  });
  const rows = { ...rounds, data: rounds.data?.pages.flatMap((p) => p.items) };
  return (
    <>
      <PageHead title={t('grid.boardTitle')} note={t('grid.boardNote')}>
        <AreaSelect value={area} onChange={setArea} />
        <Input.Search allowClear placeholder={t('grid.search')} aria-label={t('grid.search')} onSearch={setQ} style={{ width: 240 }} />
      </PageHead>
      <div className="board">
        <Panel
          title={
            <Segmented<State>
              value={state}
              onChange={setState}
              options={[
                { value: 'overdue', label: t('grid.stateOverdue') },
                { value: 'open', label: t('grid.stateOpen') },
                { value: 'done', label: t('grid.stateDone') },
                { value: 'cancelled', label: t('grid.stateCancelled') },
              ]}
            />
          }
        >
          <Loaded of={rows}>{(d) => <Rounds rows={d} />}</Loaded>
          {rounds.hasNextPage && (
            <Button onClick={() => void rounds.fetchNextPage()} loading={rounds.isFetchingNextPage}>
              {t('grid.more')}
            </Button>
          )}
        </Panel>
        <Panel
          title={
            <Segmented<Side>
              size="small"
              value={side}
              onChange={setSide}
              options={[
                { value: 'person', label: t('grid.byPerson') },
                { value: 'area', label: t('grid.byArea') },
                { value: 'unit', label: t('grid.byUnit') },
                { value: 'matter', label: t('grid.byMatter') },
              ]}
            />
          }
        >
          <Loaded of={shares}>{(d) => (d.items.length === 0 ? <Nothing title={t('grid.none')} /> : <ShareBars rows={d.items} />)}</Loaded>
        </Panel>
      </div>
    </>
  );
}

function Rounds({ rows }: { rows: RoundRow[] }) {
  const { t } = useT();
  const may = useMay('patrol.task.manage');
  return (
    <Table<RoundRow>
      size="small"
      rowKey="id"
      pagination={false}
      dataSource={rows}
      scroll={{ x: 'max-content' }}
      locale={{ emptyText: <Nothing title={t('grid.none')} /> }}
      columns={[
        { title: t('grid.what'), dataIndex: 'title' },
        { title: t('grid.where'), render: (_, r) => r.site_name || r.area_name },
        { title: t('grid.who'), render: (_, r) => r.person_name || <b className="late">{t('grid.nobody')}</b> },
        { title: t('grid.due'), render: (_, r) => <span className="num">{dueText(r.due_at)}</span> },
        {
          title: t('grid.state'),
          render: (_, r) => (r.state === 'done' ? `${t('grid.stateDone')}${r.late ? ` · ${t('grid.late')}` : ''}` : r.state === 'cancelled' ? r.why : r.overdue ? t('grid.stateOverdue') : t('grid.stateOpen')),
        },
        ...(may ? [{ title: '', render: (_: unknown, r: RoundRow) => r.state === 'open' && <CancelButton round={r} /> }] : []),
      ]}
    />
  );
}

function CancelButton({ round }: { round: RoundRow }) {
  const { t } = useT();
  const { modal, message } = App.useApp();
  const client = useQueryClient();
  const cancel = useMutation({
    mutationFn: (reason: string) => body(api.POST('/api/patrol/tasks/{id}/cancel', { params: { path: { id: round.id } }, body: { reason } })),
    onSuccess: () => {
      void message.success(t('grid.cancelled'));
      void client.invalidateQueries({ queryKey: ['rounds'] });
    },
    onError: (e) => void message.error(errorSentence(e, t)),
  });
  const ask = () => {
    let reason = '';
    modal.confirm({
      title: `${t('grid.cancel')}:${round.title}`,
      content: <Input.TextArea rows={2} maxLength={300} aria-label={t('grid.cancelReason')} placeholder={t('grid.cancelReason')} onChange={(e) => (reason = e.target.value)} />,
      onOk: () => cancel.mutateAsync(reason).catch(() => undefined),
    });
  };
  return (
    <Button size="small" danger onClick={ask} data-cancel={round.id}>
      {t('grid.cancel')}
    </Button>
  );
}
