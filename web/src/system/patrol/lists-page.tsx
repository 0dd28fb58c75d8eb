import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Button, Drawer, Input, Segmented, Table, Tag } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import type { DutyList } from '@/api/types';
import { useT } from '@/i18n/desk';
import { AreaSelect } from '@/kit/area-select';
import { PageHead } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import './patrol.css';

type Kind = 'responsibility' | 'task' | 'statutory';

/** The library of lists: of responsibility, of tasks, and what the law puts on everybody. */
export default function ListsPage() {
  const { t } = useT();
  const [kind, setKind] = useState<Kind>('responsibility');
  const [area, setArea] = useState<string>();
  const [q, setQ] = useState('');
  const [open, setOpen] = useState<string>();
  const lists = useInfiniteQuery({
    queryKey: ['duty-lists', kind, area, q],
    initialPageParam: '',
    queryFn: ({ pageParam }) => body(api.GET('/api/patrol/lists', { params: { query: { kind, area, q: q || undefined, cursor: pageParam, limit: 50 } } })),
    getNextPageParam: (last) => last.next || undefined,
  });
  const counts = lists.data?.pages[0]?.counts ?? {};
  const rows = { ...lists, data: lists.data?.pages.flatMap((p) => p.items) };
  return (
    <>
      <PageHead title={t('grid.listsTitle')} note={t('grid.listsNote', { r: counts.responsibility ?? 0, t: counts.task ?? 0 })}>
        <Segmented<Kind>
          value={kind}
          onChange={setKind}
          options={[
            { value: 'responsibility', label: t('grid.responsibility') },
            { value: 'task', label: t('grid.task') },
            { value: 'statutory', label: t('grid.statutory') },
          ]}
        />
        <AreaSelect value={area} onChange={setArea} />
        <Input.Search allowClear placeholder={t('grid.findList')} aria-label={t('grid.findList')} onSearch={setQ} style={{ width: 240 }} />
      </PageHead>
      <Loaded of={rows}>
        {(d) => (
          <Table<DutyList>
            size="small"
            rowKey="id"
            pagination={false}
            dataSource={d}
            locale={{ emptyText: <Nothing title={t('grid.noLists')} /> }}
            columns={[
              { title: t('grid.list'), render: (_, l) => <Button type="link" size="small" onClick={() => setOpen(l.id)} data-list={l.id}>{l.title}</Button> },
              { title: t('grid.unit'), dataIndex: 'unit' },
              { title: t('grid.rate'), render: (_, l) => (l.share.total > 0 ? t('grid.counts', { done: l.share.done, total: l.share.total, overdue: l.share.overdue }) : '–') },
              { title: '', render: (_, l) => l.constructed && <Tag>{t('grid.constructed')}</Tag> },
            ]}
          />
        )}
      </Loaded>
      {lists.hasNextPage && (
        <Button onClick={() => void lists.fetchNextPage()} loading={lists.isFetchingNextPage}>
          {t('grid.more')}
        </Button>
      )}
      {open && <ListDrawer id={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function ListDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t, say } = useT();
  const list = useQuery({ queryKey: ['duty-list', id], queryFn: () => body(api.GET('/api/patrol/lists/{id}', { params: { path: { id } } })) });
  return (
    <Drawer open onClose={onClose} size="large" title={list.data?.title}>
      <Loaded of={list}>
        {(l) => (
          <>
            {l.constructed && <Tag>{t('grid.constructed')}</Tag>}
            {l.lines.map((m) => (
              <section key={m.key} className="panel">
                <div className="panel-body">
                  <b>{say(m.title)}</b>
                  {m.standard && (
                    <p>
                      {t('grid.standard')}:{m.standard}
                    </p>
                  )}
                  <p className="faint">
                    {t('grid.basis')}:{m.document} {m.article}
                  </p>
                  {m.share.total > 0 && <p>{t('grid.counts', { done: m.share.done, total: m.share.total, overdue: m.share.overdue })}</p>}
                </div>
              </section>
            ))}
          </>
        )}
      </Loaded>
    </Drawer>
  );
}
