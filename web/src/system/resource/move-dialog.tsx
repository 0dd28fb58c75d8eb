import { Form, Input, Modal, Radio } from 'antd';
import { api, body } from '@/api/client';
import type { Proposal } from '@/api/force';
import { useT } from '@/i18n/desk';
import { useActing } from '@/kit/use-act';

/** Lets a team stand in for a zone. */
export function MoveDialog({ proposal: p, zone, onClose }: { proposal: Proposal; zone: string; onClose: () => void }) {
  const { t, say } = useT();
  const [form] = Form.useForm<{ hours: number; reason: string }>();
  const [busy, act] = useActing('force');
  const move = async (v: { hours: number; reason: string }) => {
    const until = new Date(Date.now() + v.hours * 3_600_000).toISOString();
    const done = await act(() => body(api.POST('/api/resource/zones/{zone}/moves', { params: { path: { zone: p.zone } }, body: { force: p.force, until, reason: v.reason.trim() } })), t('force.moved', { name: p.name, zone }));
    if (done) onClose();
  };
  return (
    <Modal open title={t('force.moveTitle', { name: p.name })} okText={t('force.move')} cancelText={t('kit.cancel')} confirmLoading={busy} onOk={() => form.submit()} onCancel={onClose} destroyOnHidden>
      <p>{say(p.why)}</p>
      <Form form={form} layout="vertical" initialValues={{ hours: 6, reason: t('force.forZone', { zone, sort: say(p.sort_title) }) }} onFinish={(v) => void move(v)}>
        <Form.Item name="hours" label={t('force.forHours')}>
          <Radio.Group optionType="button" options={[2, 6, 12, 24].map((n) => ({ value: n, label: t('force.hours', { n }) }))} />
        </Form.Item>
        <Form.Item name="reason" label={t('force.reason')} rules={[{ required: true, whitespace: true, min: 2, message: t('kit.required', { name: t('force.reason') }) }]}>
          <Input maxLength={200} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
