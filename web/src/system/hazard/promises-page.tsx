import './hazard.css';
import { useQuery } from '@tanstack/react-query';
import { Button, Segmented, Table } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import type { Promise_, PromiseRate } from '@/api/watch';
import { useT, type Key } from '@/i18n/desk';
import { DayField } from '@/kit/day-field';
import { AreaFilter } from '@/kit/filters';
import { PageHead, Panel } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { SignersPanel } from './signers-panel';
import { PromiseTag } from './words';

const standings = ['missing', 'late', 'due', 'made'] as const;
type Standing = (typeof standings)[number] | '';
const words: Record<(typeof standings)[number], Key> = { missing: 'hazard.missing', late: 'hazard.late', due: 'hazard.due', made: 'hazard.made' };
const risks: Record<string, Key> = { low: 'hazard.riskLow', general: 'hazard.riskGeneral', larger: 'hazard.riskLarger', major: 'hazard.riskMajor' };
const sides = ['enterprise', 'district', 'person'] as const;

/** The promises of a day, late ones first, and how everybody stood over a month. */
export default function PromisesPage() {
  const { t } = useT();
  const [day, setDay] = useState(() => new URLSearchParams(location.search).get('day') ?? '');
  const [area, setArea] = useState('');
  const [standing, setStanding] = useState<Standing>('');
  const [signers, setSigners] = useState<Promise_>();
  const [by, setBy] = useState<(typeof sides)[number]>('enterprise');
  const promises = useQuery({
    queryKey: ['promises', day, area, standing],
    refetchInterval: 30_000,
    queryFn: () => body(api.GET('/api/hazard/promises', { params: { query: { day: day || undefined, area: area || undefined, standing: standing || undefined } } })),
  });
  const rates = useQuery({
    queryKey: ['promises', 'rates', by, area],
    queryFn: async () => (await body(api.GET('/api/hazard/rates', { params: { query: { by, area: area || undefined } } }))).items,
  });
  const counts = promises.data?.counts ?? {};
  return (
    <>
      <PageHead title={t('hazard.promises')} note={promises.data?.items[0] && <>{promises.data.day}</>}>
        <DayField label={t('hazard.day')} value={day || promises.data?.day} onChange={setDay} />
        <AreaFilter value={area} onChange={setArea} />
      </PageHead>
      <Panel
        title={
          <Segmented<Standing>
            value={standing}
            onChange={setStanding}
            options={[{ value: '', label: t('hazard.all') }, ...standings.map((s) => ({ value: s, label: `${t(words[s])} ${counts[s] ?? 0}` }))]}
          />
        }
      >
        <Loaded of={promises}>{(d) => <PromiseTable rows={d.items} onSigners={setSigners} />}</Loaded>
      </Panel>
      <Panel title={`${t('hazard.rates')} · ${t('hazard.rateSpan')}`} extra={<Segmented value={by} onChange={setBy} options={[{ value: 'enterprise', label: t('hazard.byEnterprise') }, { value: 'district', label: t('hazard.byDistrict') }, { value: 'person', label: t('hazard.byPerson') }]} />}>
        <Loaded of={rates}>{(d) => <RateTable rows={d} />}</Loaded>
      </Panel>
      <SignersPanel of={signers} onClose={() => setSigners(undefined)} />
    </>
  );
}

function PromiseTable({ rows, onSigners }: { rows: Promise_[]; onSigners: (p: Promise_) => void }) {
  const { t } = useT();
  return (
    <Table<Promise_>
      size="middle"
      rowKey="id"
      dataSource={rows}
      pagination={false}
      scroll={{ x: 'max-content' }}
      locale={{ emptyText: <Nothing /> }}
      expandable={{ rowExpandable: (p) => !!p.form, expandedRowRender: (p) => <p style={{ margin: 0 }}>{p.form?.text} {p.form?.measures}</p> }}
      columns={[
        { title: t('hazard.enterprise'), render: (_, p) => <b>{p.enterprise_name}</b> },
        { title: t('hazard.promise'), render: (_, p) => <PromiseTag standing={p.standing} /> },
        { title: t('hazard.madeBy'), render: (_, p) => (p.form ? <>{p.form.chief} <span className="faint">{p.made_by}</span></> : <span className="faint">–</span>) },
        { title: t('hazard.madeAt'), render: (_, p) => <TimeText at={p.made_at} style="minute" /> },
        { title: t('hazard.risk'), render: (_, p) => (p.form && risks[p.form.risk] ? t(risks[p.form.risk]!) : '–') },
        { title: t('hazard.units'), render: (_, p) => (p.form ? <span className="num">{p.form.running}/{p.form.stopped}/{p.form.repair}</span> : '–') },
        { title: t('hazard.fires'), render: (_, p) => (p.form ? <span className="num">{p.form.fire_special}/{p.form.fire_first}/{p.form.fire_second}</span> : '–') },
        { title: t('hazard.confined'), align: 'right', render: (_, p) => <span className="num">{p.form?.confined ?? '–'}</span> },
        { title: t('hazard.contractors'), align: 'right', render: (_, p) => <span className="num">{p.form?.contractors ?? '–'}</span> },
        { title: t('incident.area'), render: (_, p) => p.area_name },
        {
          title: '',
          render: (_, p) => (
            <Button size="small" type="link" data-act="signers" onClick={() => onSigners(p)}>
              {t('hazard.signers')}
            </Button>
          ),
        },
      ]}
    />
  );
}

function RateTable({ rows }: { rows: PromiseRate[] }) {
  const { t } = useT();
  return (
    <Table<PromiseRate>
      size="small"
      rowKey={(r) => `${r.key} ${r.note}`}
      dataSource={rows}
      pagination={rows.length > 30 ? { pageSize: 30, showSizeChanger: false } : false}
      scroll={{ x: 'max-content' }}
      locale={{ emptyText: <Nothing /> }}
      columns={[
        { title: t('hazard.name'), render: (_, r) => <>{r.title || t('hazard.vacant')} <span className="faint">{r.note}</span></> },
        { title: t('hazard.rate'), align: 'right', render: (_, r) => <b className={r.share < 0.9 ? 'num overdue' : 'num'}>{Math.round(r.share * 1000) / 10}%</b> },
        { title: t('hazard.asked'), align: 'right', dataIndex: 'asked' },
        { title: t('hazard.inTime'), align: 'right', dataIndex: 'made' },
        { title: t('hazard.late'), align: 'right', dataIndex: 'late' },
        { title: t('hazard.missing'), align: 'right', dataIndex: 'missing' },
        { title: t('hazard.inspections'), align: 'right', dataIndex: 'inspections' },
        { title: t('hazard.findings'), align: 'right', render: (_, r) => <span className="num">{r.findings}（{r.open}）</span> },
      ]}
    />
  );
}
