import { App, Form, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { queries } from '@/api/queries';
import { useT } from '@/i18n/desk';
import { errorSentence } from '@/kit/states';

/** Who is sent: a team, recommended or looked up. */
export interface Sendable {
  id: string;
  name: string;
}

interface Order {
  title: string;
  detail?: string;
  within: number;
}

/** Sends a recommended team, depot or expert with a task. */
export function DispatchDialog({ incident, to, onClose }: { incident: string; to: Sendable; onClose: () => void }) {
  const { t } = useT();
  const { message } = App.useApp();
  const [form] = Form.useForm<Order>();
  const [busy, setBusy] = useState(false);
  const send = async (v: Order) => {
    setBusy(true);
    try {
      await body(
        api.POST('/api/command/incidents/{id}/tasks', {
          params: { path: { id: incident } },
          body: {
            title: v.title.trim(),
            detail: v.detail?.trim() ?? '',
            team: to.id,
            due: new Date(Date.now() + v.within * 60_000).toISOString(),
          },
        }),
      );
      message.success(t('incident.dispatched', { name: to.name }));
      void queries.invalidateQueries({ queryKey: ['incident', incident] });
      onClose();
    } catch (e) {
      message.error(errorSentence(e, t), 6);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={`${t('incident.dispatchTitle')} · ${to.name}`}
      okText={t('incident.dispatch')}
      cancelText={t('kit.cancel')}
      confirmLoading={busy}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form form={form} layout="vertical" initialValues={{ title: t('incident.taskDefault'), within: 30 }} onFinish={(v) => void send(v)}>
        <Form.Item
          name="title"
          label={t('incident.taskTitle')}
          rules={[{ required: true, whitespace: true, message: t('kit.required', { name: t('incident.taskTitle') }) }]}
        >
          <Input maxLength={80} autoFocus />
        </Form.Item>
        <Form.Item name="detail" label={t('incident.taskDetail')}>
          <Input.TextArea rows={3} maxLength={500} />
        </Form.Item>
        <Form.Item name="within" label={t('incident.taskDue')}>
          <Radio.Group optionType="button" buttonStyle="solid" options={[15, 30, 60, 120].map((n) => ({ value: n, label: t('kit.minute', { n }) }))} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
