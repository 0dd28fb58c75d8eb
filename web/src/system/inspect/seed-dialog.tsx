import { Form, Input, Modal } from 'antd';
import { api, body } from '@/api/client';
import type { DrawingView } from '@/api/inspect';
import { useT } from '@/i18n/desk';
import { MomentField } from '@/kit/day-field';
import { fromLocalField, toLocalField } from '@/kit/time';
import { useActing } from '@/kit/use-act';

interface Values {
  value: string;
  again: string;
  announced: string;
  reason?: string;
}

/** Enters the seed, twice, and draws; or mends it, with a reason. */
export function SeedDialog({ d, onClose }: { d: DrawingView; onClose: () => void }) {
  const { t } = useT();
  const [form] = Form.useForm<Values>();
  const [busy, act] = useActing('inspect');
  const mends = d.state === 'drawn';
  const save = async () => {
    const v = await form.validateFields();
    const sent = { value: v.value, again: v.again, announced_at: fromLocalField(v.announced), reason: v.reason };
    if (await act(() => body(api.POST('/api/inspect/drawings/{id}/seed', { params: { path: { id: d.id } }, body: sent })), t('inspect.drawn'))) onClose();
  };
  return (
    <Modal open title={t(mends ? 'inspect.mend' : 'inspect.enter')} okText={t(mends ? 'inspect.mend' : 'inspect.enter')} confirmLoading={busy} onOk={() => void save()} onCancel={onClose}>
      <p>{t('inspect.seedHint')}</p>
      <p>
        <b>{d.source.title}</b>　{d.source.place}
        <br />
        {d.source.form}
      </p>
      <Form form={form} layout="vertical" initialValues={{ announced: toLocalField(new Date(Math.max(Date.parse(d.source.due) + 60_000, 0)).toISOString()) }}>
        <Form.Item name="value" label={t('inspect.seed')} rules={[{ required: true }]}>
          <Input maxLength={200} autoComplete="off" autoFocus />
        </Form.Item>
        <Form.Item
          name="again"
          label={t('inspect.seedAgain')}
          dependencies={['value']}
          rules={[{ required: true }, ({ getFieldValue }) => ({ validator: (_, v) => (!v || v === getFieldValue('value') ? Promise.resolve() : Promise.reject(new Error(t('inspect.seedDiffers')))) })]}
        >
          <Input maxLength={200} autoComplete="off" />
        </Form.Item>
        <Form.Item name="announced" label={t('inspect.announced')} rules={[{ required: true }]}>
          <MomentField />
        </Form.Item>
        {mends && (
          <Form.Item name="reason" label={t('inspect.mendReason')} rules={[{ required: true, min: 2 }]}>
            <Input.TextArea rows={2} maxLength={300} />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
