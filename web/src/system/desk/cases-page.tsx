import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Select } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { proceduresQuery } from '@/api/queries';
import type { Case } from '@/api/types';
import { useT } from '@/i18n/desk';
import { AreaFilter, TextFilter } from '@/kit/filters';
import { ListTable } from '@/kit/list-table';
import { useAreaName } from '@/kit/area-name';
import { PageHead } from '@/kit/page';
import { TimeText } from '@/kit/time-text';

/** All cases of the person's areas, of every procedure. */
export default function CasesPage() {
  const { t, say } = useT();
  const areaName = useAreaName();
  const go = useNavigate();
  const [procedure, setProcedure] = useState('');
  const [area, setArea] = useState('');
  const [q, setQ] = useState('');
  const procedures = useQuery(proceduresQuery);
  const title = (name: string) => say(procedures.data?.find((p) => p.name === name)?.title) || name;
  const cases = useInfiniteQuery({
    queryKey: ['cases', procedure, area, q],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      body(
        api.GET('/api/cases', {
          params: {
            query: { procedure: procedure || undefined, area: area || undefined, q: q || undefined, limit: 50, cursor: pageParam },
          },
        }),
      ),
    getNextPageParam: (last) => last.next || undefined,
  });
  return (
    <>
      <PageHead title={t('casework.cases')} />
      <div className="filters">
        <Select
          value={procedure}
          onChange={setProcedure}
          style={{ width: 180 }}
          aria-label={t('casework.procedure')}
          options={[{ value: '', label: t('kit.all') }, ...(procedures.data ?? []).map((p) => ({ value: p.name, label: say(p.title) }))]}
        />
        <AreaFilter value={area} onChange={setArea} />
        <TextFilter value={q} onChange={setQ} hint={t('casework.caseTitle')} />
      </div>
      <ListTable<Case>
        of={cases}
        rowKey="id"
        onOpen={(c) => void go({ to: '/desk/cases/$id', params: { id: c.id } })}
        columns={[
          {
            title: t('casework.caseTitle'),
            render: (_, c) => (
              <Link to="/desk/cases/$id" params={{ id: c.id }} onClick={(e) => e.stopPropagation()}>
                {c.title}
              </Link>
            ),
          },
          { title: t('casework.procedure'), render: (_, c) => say(c.procedure_title) || title(c.procedure) },
          { title: t('casework.stage'), render: (_, c) => <span className="tag tag-plain">{say(c.stage_title) || c.stage}</span> },
          { title: t('kit.area'), render: (_, c) => areaName(c.area) },
          { title: t('casework.opened'), render: (_, c) => <TimeText at={c.opened_at} style="minute" /> },
          { title: t('casework.updated'), render: (_, c) => <TimeText at={c.changed_at} style="minute" /> },
        ]}
      />
    </>
  );
}
