import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, body } from '@/api/client';
import type { PersonRow } from '@/api/types';
import { useT } from '@/i18n/desk';
import { useAreaName } from '@/kit/area-name';
import { TextFilter } from '@/kit/filters';
import { ListTable } from '@/kit/list-table';
import { PageHead } from '@/kit/page';
import { TimeText } from '@/kit/time-text';

/** The accounts with their posts. */
export default function PeoplePage() {
  const { t, say } = useT();
  const [q, setQ] = useState('');
  const areaName = useAreaName();
  const roles = useQuery({ queryKey: ['roles'], staleTime: 3_600_000, queryFn: () => body(api.GET('/api/settings/roles')) });
  const role = (name: string) => say(roles.data?.items?.find((r) => r.name === name)?.title) || name;
  const people = useInfiniteQuery({
    queryKey: ['people', q],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      body(api.GET('/api/settings/people', { params: { query: { q: q || undefined, limit: 50, cursor: pageParam } } })),
    getNextPageParam: (last) => last.next || undefined,
  });
  return (
    <>
      <PageHead title={t('casework.people')} />
      <div className="filters">
        <TextFilter value={q} onChange={setQ} hint={t('casework.personName')} />
      </div>
      <ListTable<PersonRow>
        of={people}
        rowKey="id"
        columns={[
          { title: t('casework.account'), dataIndex: 'login' },
          { title: t('casework.personName'), render: (_, p) => <b>{p.name}</b> },
          { title: t('casework.personTitle'), dataIndex: 'title' },
          {
            title: t('casework.posts'),
            render: (_, p) => (
              <span className="row">
                {p.grants.map((g) => (
                  <span key={`${g.role} ${g.area}`} className="tag tag-plain">{`${role(g.role)} · ${areaName(g.area)}`}</span>
                ))}
              </span>
            ),
          },
          { title: t('kit.area'), render: (_, p) => areaName(p.area) },
          { title: t('casework.status'), render: (_, p) => (p.disabled ? <b>{t('casework.disabled')}</b> : t('casework.active')) },
          { title: t('casework.opened_'), render: (_, p) => <TimeText at={p.created_at} style="day" /> },
        ]}
      />
    </>
  );
}
