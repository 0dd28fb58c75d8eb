import { Form, Input, Modal, Radio } from 'antd';
import { api, body } from '@/api/client';
import type { Recommendation } from '@/api/types';
import { useT } from '@/i18n/desk';
import { useActing } from '@/kit/use-act';

interface Keep {
  hours: number;
  note?: string;
  despite?: string;
}

/** Keeps a team, vehicle or expert for an incident; one that should not be sent wants a reason. */
export function KeepDialog({ incident, r, onClose }: { incident: string; r: Recommendation; onClose: () => void }) {
  const { t, say } = useT();
  const [form] = Form.useForm<Keep>();
  const [busy, act] = useActing('incident', 'force');
  const unfit = r.against.filter((o) => o.hard && ['out', 'resting', 'unfit'].includes(o.code));
  const keep = async (v: Keep) => {
    const until = new Date(Date.now() + v.hours * 3_600_000).toISOString();
    const done = await act(
      () => body(api.POST('/api/resource/forces/{id}/bookings', { params: { path: { id: r.id } }, body: { incident, until, note: v.note?.trim() || undefined, despite: v.despite?.trim() || undefined } })),
      t('force.booked', { name: r.name }),
    );
    if (done) onClose();
  };
  return (
    <Modal open title={t('force.bookTitle', { name: r.name })} okText={t('force.book')} cancelText={t('kit.cancel')} confirmLoading={busy} onOk={() => form.submit()} onCancel={onClose} destroyOnHidden>
      <p className="faint">{t('force.bookHint')}</p>
      <Form form={form} layout="vertical" initialValues={{ hours: 6 }} onFinish={(v) => void keep(v)}>
        <Form.Item name="hours" label={t('force.forHours')}>
          <Radio.Group optionType="button" options={[2, 6, 12, 24].map((n) => ({ value: n, label: t('force.hours', { n }) }))} />
        </Form.Item>
        <Form.Item name="note" label={t('force.note')}>
          <Input maxLength={200} />
        </Form.Item>
        {unfit.length > 0 && (
          <Form.Item name="despite" label={t('force.despite')} extra={unfit.map((o) => say(o.text)).join('；')} rules={[{ required: true, whitespace: true, min: 4, message: t('kit.required', { name: t('force.despite') }) }]}>
            <Input maxLength={200} />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
