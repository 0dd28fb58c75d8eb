import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, body } from '@/api/client';
import type { PersonRow } from '@/api/types';
import { useT } from '@/i18n/desk';
import { TextFilter } from '@/kit/filters';
import { ListTable } from '@/kit/list-table';
import { PageHead } from '@/kit/page';
import { TimeText } from '@/kit/time-text';
import { useNow } from '@/kit/use-now';

/** The accounts with their posts. */
export default function PeoplePage() {
  const { t } = useT();
  const [q, setQ] = useState('');
  const people = useInfiniteQuery({
    queryKey: ['people', q],
    initialPageParam: '',
    queryFn: ({ pageParam }) => body(api.GET('/api/admin/people', { params: { query: { q: q || undefined, limit: 50, cursor: pageParam } } })),
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
          { title: t('casework.account'), dataIndex: 'user' },
          { title: t('casework.personName'), render: (_, p) => <b>{p.name}</b> },
          {
            title: t('casework.posts'),
            render: (_, p) => (p.grants ?? []).map((g) => <span key={`${g.role} ${g.area}`} className="tag tag-plain">{`${g.role} · ${g.area}`}</span>),
          },
          { title: t('casework.status'), render: (_, p) => <Status p={p} /> },
          { title: t('casework.lastLogin'), render: (_, p) => <TimeText at={p.last_login_at} style="minute" /> },
        ]}
      />
    </>
  );
}

function Status({ p }: { p: PersonRow }) {
  const { t } = useT();
  const now = useNow();
  if (p.disabled) return <>{t('casework.disabled')}</>;
  if (p.locked_until && Date.parse(p.locked_until) > now) return <span className="overdue">{t('casework.locked')}</span>;
  return <>{t('casework.active')}</>;
}
