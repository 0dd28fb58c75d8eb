import './risk.css';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Select } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { riskPointsQuery, type RiskFilter, type RiskPoint } from '@/api/risk';
import { useT } from '@/i18n/desk';
import { AreaFilter, TextFilter } from '@/kit/filters';
import { ListTable } from '@/kit/list-table';
import { PageHead } from '@/kit/page';
import { risks } from '@/kit/risk-tag';
import { ControlText, DueTag, GradeTag, useRiskWords } from './words';

/** All risk points, the gravest first. */
export default function RiskPointsPage() {
  const { t } = useT();
  const go = useNavigate();
  const { options, word } = useRiskWords();
  const [f, setF] = useState<RiskFilter>({});
  const set = (change: RiskFilter) => setF({ ...f, ...change });
  const points = useInfiniteQuery(riskPointsQuery(f));
  return (
    <>
      <PageHead title={t('risk.title')}>
        <FirmSelect onOpen={(id) => void go({ to: '/risk/enterprises/$id', params: { id } })} />
      </PageHead>
      <div className="filters">
        <Select
          aria-label={t('risk.level')}
          style={{ width: 140 }}
          value={f.risk ?? ''}
          onChange={(v) => set({ risk: (v || undefined) as RiskFilter['risk'] })}
          options={[{ value: '', label: t('risk.allLevels') }, ...risks.map((r) => ({ value: r, label: t(`kit.${r === 'red' ? 'riskRed' : r === 'orange' ? 'riskOrange' : r === 'yellow' ? 'riskYellow' : 'riskBlue'}`) })), { value: 'none', label: t('risk.ungraded') }]}
        />
        <Select aria-label={t('risk.due')} style={{ width: 170 }} value={f.due ?? ''} onChange={(v) => set({ due: (v || undefined) as RiskFilter['due'] })} options={[{ value: '', label: t('risk.allDues') }, ...options('dues')]} />
        <Select aria-label={t('risk.sector')} style={{ width: 190 }} showSearch={{ optionFilterProp: 'label' }} value={f.sector ?? ''} onChange={(v) => set({ sector: v || undefined })} options={[{ value: '', label: t('risk.allSectors') }, ...options('sectors')]} />
        <AreaFilter value={f.area ?? ''} onChange={(v) => set({ area: v || undefined })} />
        <TextFilter value={f.q ?? ''} onChange={(v) => set({ q: v || undefined })} hint={t('risk.search')} />
      </div>
      <ListTable<RiskPoint>
        of={points}
        rowKey="id"
        empty={t('risk.none')}
        emptyHint={t('risk.noneHint')}
        onOpen={(p) => void go({ to: '/risk/points/$id', params: { id: p.id } })}
        columns={[
          {
            title: t('risk.point'),
            render: (_, p) => (
              <Link to="/risk/points/$id" params={{ id: p.id }} data-point={p.id} onClick={(e) => e.stopPropagation()}>
                <b>{p.name}</b>
              </Link>
            ),
          },
          { title: t('risk.level'), render: (_, p) => <GradeTag risk={p.risk} /> },
          { title: t('risk.unit'), dataIndex: 'unit' },
          {
            title: t('risk.enterprise'),
            render: (_, p) => (
              <Link to="/risk/enterprises/$id" params={{ id: p.enterprise }} onClick={(e) => e.stopPropagation()}>
                {p.enterprise_name}
              </Link>
            ),
          },
          { title: t('risk.sector'), render: (_, p) => (p.sector ? word('sectors', p.sector) : <span className="faint">–</span>) },
          { title: t('risk.control'), render: (_, p) => <ControlText control={p.control} /> },
          { title: t('risk.dueOn'), render: (_, p) => <span className={p.due === 'overdue' ? 'num overdue' : 'num'}>{p.due_on || '–'}</span> },
          { title: t('risk.due'), render: (_, p) => <DueTag due={p.due} pending={p.case !== ''} /> },
          { title: t('incident.area'), render: (_, p) => p.area_name },
        ]}
      />
    </>
  );
}

/** Opens the page of an enterprise, found by a part of its name. */
function FirmSelect({ onOpen }: { onOpen: (id: string) => void }) {
  const { t } = useT();
  const [q, setQ] = useState('');
  const found = useQuery({
    queryKey: ['elements', 'firms', q],
    enabled: q.trim().length > 1,
    queryFn: async () => (await body(api.GET('/api/register/search', { params: { query: { q: q.trim() } } }))).items ?? [],
  });
  return (
    <Select<string>
      id="risk-firm"
      style={{ width: 260 }}
      value={null as never}
      aria-label={t('risk.openFirm')}
      placeholder={t('risk.openFirm')}
      showSearch={{ filterOption: false, onSearch: setQ }}
      loading={found.isFetching}
      notFoundContent={q.trim().length > 1 && !found.isFetching ? t('kit.empty') : t('risk.firmHint')}
      onSelect={onOpen}
      options={(found.data ?? []).filter((e) => e.kind === 'enterprise').map((e) => ({ value: e.id, label: e.name }))}
    />
  );
}
