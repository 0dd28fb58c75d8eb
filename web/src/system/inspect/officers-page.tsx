import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Form, Input, Modal, Select, Table } from 'antd';
import { useEffect, useState } from 'react';
import { api, body } from '@/api/client';
import { officersQuery, type Inspector } from '@/api/inspect';
import { useT } from '@/i18n/desk';
import { DayField } from '@/kit/day-field';
import { AreaFilter, TextFilter } from '@/kit/filters';
import { PageHead, Panel } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { useActing } from '@/kit/use-act';
import { SectorSelect } from './parts';

type Search = { area?: string; q?: string };

/** 执法人员名录: who can be drawn, and for what. */
export default function OfficersPage() {
  const { t } = useT();
  const go = useNavigate();
  const f: Search = useSearch({ from: '/inspect/officers' });
  const set = (next: Search) => void go({ to: '/inspect/officers', search: { ...f, ...next }, replace: true });
  const list = useQuery(officersQuery(f));
  const [open, setOpen] = useState<Inspector>();
  return (
    <>
      <PageHead title={t('inspect.officers')} note={t('inspect.officersNote')} />
      <div className="filters">
        <AreaFilter value={f.area ?? ''} onChange={(v) => set({ area: v || undefined })} />
        <TextFilter value={f.q ?? ''} onChange={(v) => set({ q: v || undefined })} hint={t('inspect.findOfficer')} />
      </div>
      <Panel>
        <Loaded of={list}>{(d) => (d.items.length === 0 ? <Nothing title={t('inspect.officersNone')} /> : <Rows rows={d.items} onOpen={setOpen} />)}</Loaded>
      </Panel>
      {open && <OfficerDialog o={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function Rows({ rows, onOpen }: { rows: Inspector[]; onOpen: (o: Inspector) => void }) {
  const { t } = useT();
  return (
    <div className="in-wide">
      <Table<Inspector>
        size="small"
        rowKey="id"
        pagination={rows.length > 50 ? { defaultPageSize: 50 } : false}
        dataSource={rows}
        columns={[
          {
            title: t('inspect.officer'),
            render: (_, o) => (
              <span data-officer={o.id}>
                {o.name} <span className="faint">{o.title}</span>
              </span>
            ),
          },
          { title: t('inspect.area'), render: (_, o) => o.areas.map((a) => a.name).join('、') },
          {
            title: t('inspect.certificate'),
            render: (_, o) =>
              o.number ? (
                <>
                  <span className="in-num">{o.number}</span> <span className="faint in-num">{o.to}</span> {!o.valid && <span className="tag tag-red">{t('inspect.certExpired')}</span>}
                </>
              ) : (
                <span className="tag tag-orange">{t('inspect.certNone')}</span>
              ),
          },
          { title: t('inspect.qualified'), render: (_, o) => (o.sectors.length > 0 ? t('inspect.qualifiedN', { n: o.sectors.length }) : <span className="tag tag-orange">{t('inspect.qualifiedNone')}</span>) },
          { title: t('inspect.away'), render: (_, o) => (o.away.length > 0 ? t('inspect.awayN', { n: o.away.length }) : '–') },
          { title: t('inspect.waiting'), dataIndex: 'waiting', align: 'right' },
          {
            title: '',
            render: (_, o) =>
              o.own && (
                <Button size="small" onClick={() => onOpen(o)} data-do="edit" aria-label={`${t('inspect.edit')} ${o.name}`}>
                  {t('inspect.edit')}
                </Button>
              ),
          },
        ]}
      />
    </div>
  );
}

interface Values {
  number: string;
  from: string;
  to: string;
  sectors: string[];
  away: { element: string; name?: string; reason?: string }[];
}

function OfficerDialog({ o, onClose }: { o: Inspector; onClose: () => void }) {
  const { t } = useT();
  const [form] = Form.useForm<Values>();
  const [busy, act] = useActing('inspect');
  const save = async () => {
    const v = await form.validateFields();
    const sent = { number: v.number, from: v.from, to: v.to, sectors: v.sectors, away: v.away.map(({ element, reason }) => ({ element, reason })), revision: o.revision };
    if (await act(() => body(api.PUT('/api/inspect/officers/{id}', { params: { path: { id: o.id } }, body: sent })))) onClose();
  };
  const names = Object.fromEntries(o.away.map((a) => [a.element, a.name ?? a.element]));
  const must = [{ required: true }];
  return (
    <Modal open title={`${o.name}　${o.title}`} okText={t('inspect.save')} confirmLoading={busy} onOk={() => void save()} onCancel={onClose} width={680}>
      <Form form={form} layout="vertical" initialValues={{ number: o.number, from: o.from, to: o.to, sectors: o.sectors, away: o.away }}>
        <Form.Item name="number" label={t('inspect.certNumber')} rules={must}>
          <Input maxLength={60} />
        </Form.Item>
        <div className="in-two">
          <Form.Item name="from" label={t('inspect.certFrom')} rules={must}>
            <DayField />
          </Form.Item>
          <Form.Item name="to" label={t('inspect.certTo')} rules={must}>
            <DayField />
          </Form.Item>
        </div>
        <Form.Item name="sectors" label={t('inspect.qualified')}>
          <SectorSelect all />
        </Form.Item>
        <Form.List name="away">
          {(fields, { add, remove }) => (
            <>
              <p>
                <b>{t('inspect.away')}</b> <span className="faint">{t('inspect.awayHint')}</span>
              </p>
              {fields.map((x) => (
                <div className="in-away" key={x.key}>
                  <Form.Item name={[x.name, 'element']} noStyle rules={must}>
                    <EnterpriseSelect names={names} />
                  </Form.Item>
                  <Form.Item name={[x.name, 'reason']} noStyle rules={must}>
                    <Input aria-label={t('inspect.awayReason')} placeholder={t('inspect.awayReason')} maxLength={100} />
                  </Form.Item>
                  <Button onClick={() => remove(x.name)}>{t('inspect.awayDrop')}</Button>
                </div>
              ))}
              <Button onClick={() => add({ element: undefined, reason: '' })}>{t('inspect.awayAdd')}</Button>
            </>
          )}
        </Form.List>
      </Form>
    </Modal>
  );
}

function EnterpriseSelect({ id, value, onChange, names }: { id?: string; value?: string; onChange?: (v: string) => void; names: Record<string, string> }) {
  const { t } = useT();
  const [typed, setTyped] = useState('');
  const [word, setWord] = useState('');
  useEffect(() => {
    const wait = setTimeout(() => setWord(typed.trim()), 250);
    return () => clearTimeout(wait);
  }, [typed]);
  const found = useQuery({
    queryKey: ['inspect-enterprises', word],
    enabled: word.length > 0,
    queryFn: async () => (await body(api.GET('/api/inspect/enterprises', { params: { query: { q: word } } }))).items,
  });
  const known = value && names[value] ? [{ value, label: names[value], note: '' }] : [];
  return (
    <Select
      id={id}
      aria-label={t('inspect.unit')}
      value={value}
      onChange={onChange}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      placeholder={t('inspect.findUnit')}
      loading={found.isFetching}
      notFoundContent={null}
      options={word ? (found.data ?? []).map((e) => ({ value: e.id, label: e.name, note: e.area_name })) : known}
    />
  );
}
