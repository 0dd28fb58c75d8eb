import { Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useT } from '@/i18n/desk';

/** Asks for a reason and does something with it. */
export function ReasonDialog({ title, onClose, onDone }: { title: string; onClose: () => void; onDone: (reason: string) => Promise<boolean> }) {
  const { t } = useT();
  const [form] = Form.useForm<{ reason: string }>();
  const [busy, setBusy] = useState(false);
  const done = async (v: { reason: string }) => {
    setBusy(true);
    const ok = await onDone(v.reason.trim());
    setBusy(false);
    if (ok) onClose();
  };
  return (
    <Modal open title={title} okText={t('kit.ok')} cancelText={t('kit.cancel')} confirmLoading={busy} onOk={() => form.submit()} onCancel={onClose} destroyOnHidden>
      <Form form={form} layout="vertical" onFinish={done}>
        <Form.Item name="reason" label={t('limit.reason')} rules={[{ required: true, whitespace: true, min: 2, message: t('kit.required', { name: t('limit.reason') }) }]}>
          <Input.TextArea rows={2} autoFocus maxLength={300} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
