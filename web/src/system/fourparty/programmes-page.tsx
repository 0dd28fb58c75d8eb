import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Form, Input, InputNumber, Modal, Table } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { programmesQuery, type Programme } from '@/api/fourparty';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { AreaSelect } from '@/kit/area-select';
import { DayField } from '@/kit/day-field';
import { PageHead, Panel } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { useActing } from '@/kit/use-act';

/** 四方核查: the programmes, the newest first. */
export default function ProgrammesPage() {
  const { t } = useT();
  const list = useQuery(programmesQuery);
  const mayMake = useMay('fourparty.programme.manage');
  const [making, setMaking] = useState(false);
  return (
    <>
      <PageHead title={t('fourparty.title')} note={t('fourparty.note')}>
        {mayMake && (
          <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setMaking(true)}>
            {t('fourparty.newProgramme')}
          </Button>
        )}
      </PageHead>
      <Panel>
        <Loaded of={list}>{(d) => (d.items.length === 0 ? <Nothing title={t('fourparty.none')} hint={mayMake ? t('fourparty.noneHint') : undefined} /> : <Programmes rows={d.items} />)}</Loaded>
      </Panel>
      {making && <NewProgramme onClose={() => setMaking(false)} />}
    </>
  );
}

function Programmes({ rows }: { rows: Programme[] }) {
  const { t } = useT();
  return (
    <div className="fp-wide">
      <Table<Programme>
        size="small"
        rowKey="id"
        pagination={false}
        dataSource={rows}
        columns={[
          {
            title: t('fourparty.name'),
            render: (_, p) => (
              <Link to="/fourparty/programmes/$id" params={{ id: p.id }} data-programme={p.id}>
                {p.title}
              </Link>
            ),
          },
          { title: t('fourparty.area'), dataIndex: 'area_name' },
          { title: t('fourparty.span'), render: (_, p) => <span className="fp-span">{`${p.from} – ${p.to}`}</span> },
          { title: t('fourparty.items'), render: (_, p) => t('fourparty.itemsN', { n: p.items }) },
          { title: t('fourparty.units'), render: (_, p) => t('fourparty.unitsN', { n: p.units, s: p.settled }) },
          { title: t('fourparty.stage'), render: (_, p) => <StateTag p={p} /> },
        ]}
      />
    </div>
  );
}

function StateTag({ p }: { p: Programme }) {
  const { t } = useT();
  if (p.state === 'draft') return <span className="tag tag-plain">{t('fourparty.draft')}</span>;
  if (p.units > 0 && p.settled === p.units) return <span className="tag tag-green">{t('fourparty.done')}</span>;
  return <span className="tag tag-blue">{t('fourparty.running')}</span>;
}

interface Values {
  title: string;
  area: string;
  from: string;
  to: string;
  tolerance: number;
  basis?: string;
  template?: boolean;
}

function NewProgramme({ onClose }: { onClose: () => void }) {
  const { t } = useT();
  const go = useNavigate();
  const [form] = Form.useForm<Values>();
  const [busy, act] = useActing('fourparty');
  const make = async () => {
    const v = await form.validateFields();
    await act(async () => {
      const p = await body(api.POST('/api/fourparty/programmes', { body: v }));
      void go({ to: '/fourparty/programmes/$id', params: { id: p.id } });
    });
  };
  return (
    <Modal open title={t('fourparty.newProgramme')} okText={t('fourparty.make')} confirmLoading={busy} onOk={() => void make()} onCancel={onClose} width={560}>
      <Form form={form} layout="vertical" initialValues={{ tolerance: 20, template: true }}>
        <Form.Item name="title" label={t('fourparty.name')} rules={[{ required: true, min: 2 }]}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="area" label={t('fourparty.area')} rules={[{ required: true }]}>
          <AreaSelect whole />
        </Form.Item>
        <Form.Item name="from" label={t('fourparty.from')} rules={[{ required: true }]}>
          <DayField />
        </Form.Item>
        <Form.Item name="to" label={t('fourparty.to')} rules={[{ required: true }]}>
          <DayField />
        </Form.Item>
        <Form.Item name="tolerance" label={t('fourparty.tolerance')} rules={[{ required: true }]}>
          <InputNumber min={0} max={100} precision={0} suffix="%" />
        </Form.Item>
        <Form.Item name="basis" label={t('fourparty.basis')}>
          <Input.TextArea rows={2} maxLength={500} />
        </Form.Item>
        <Form.Item name="template" valuePropName="checked">
          <Checkbox>{t('fourparty.template')}</Checkbox>
        </Form.Item>
      </Form>
    </Modal>
  );
}
