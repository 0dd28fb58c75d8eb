import { useQueryClient } from '@tanstack/react-query';
import { App, Form, Input, InputNumber, Modal, Radio } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import type { Force } from '@/api/force';
import { useT } from '@/i18n/desk';
import { errorSentence } from '@/kit/states';
import { readinessOf } from './force-state';

interface Word {
  readiness: string;
  present: number;
  equipment: 'whole' | 'partly' | 'broken';
  reason?: string;
  told_by: string;
  how: 'phone' | 'radio' | 'visit' | 'page';
}

/** Notes how a force stands and who said so. */
export function SayDialog({ force, onClose }: { force: Force; onClose: () => void }) {
  const { t } = useT();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [form] = Form.useForm<Word>();
  const [busy, setBusy] = useState(false);
  const readiness = Form.useWatch('readiness', form);
  const wantsReason = readiness === 'off' || readiness === 'repair';
  const save = async (v: Word) => {
    setBusy(true);
    try {
      await body(api.POST('/api/resource/forces/{id}/said', { params: { path: { id: force.id } }, body: { ...v, reason: v.reason?.trim() || undefined, told_by: v.told_by.trim() } }));
      message.success(t('force.saved'));
      void client.invalidateQueries({ queryKey: ['force'] });
      onClose();
    } catch (e) {
      message.error(errorSentence(e, t), 6);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal open title={t('force.sayTitle', { name: force.name })} okText={t('kit.ok')} cancelText={t('kit.cancel')} confirmLoading={busy} onOk={() => form.submit()} onCancel={onClose} destroyOnHidden>
      <Form
        form={form}
        layout="vertical"
        initialValues={{ readiness: force.said?.readiness ?? (force.standby ? (force.kind === 'expert' ? 'call' : 'standby') : readinessOf(force.kind)[0]![0]), present: force.present, equipment: force.equipment || 'whole', told_by: force.lead, how: 'phone' }}
        onFinish={(v) => void save(v)}
      >
        <Form.Item name="readiness" label={t('force.readiness')}>
          <Radio.Group optionType="button" options={readinessOf(force.kind).map(([value, key]) => ({ value, label: t(key) }))} />
        </Form.Item>
        <Form.Item name="present" label={t('force.present', { n: force.people })} rules={[{ required: true, message: t('kit.required', { name: t('force.people') }) }]}>
          <InputNumber min={0} max={force.people} precision={0} style={{ width: 140 }} />
        </Form.Item>
        {force.kind !== 'expert' && (
          <Form.Item name="equipment" label={t('force.equipment')}>
            <Radio.Group optionType="button" options={(['whole', 'partly', 'broken'] as const).map((value) => ({ value, label: t(`force.${value}`) }))} />
          </Form.Item>
        )}
        <Form.Item name="reason" label={t('force.reason')} rules={wantsReason ? [{ required: true, whitespace: true, min: 2, message: t('kit.required', { name: t('force.reason') }) }] : []}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="told_by" label={t('force.toldBy')} rules={[{ required: true, whitespace: true, min: 2, message: t('kit.required', { name: t('force.toldBy') }) }]}>
          <Input maxLength={50} />
        </Form.Item>
        <Form.Item name="how" label={t('force.how')}>
          <Radio.Group optionType="button" options={(['phone', 'radio', 'visit', 'page'] as const).map((value) => ({ value, label: t(`force.${value}`) }))} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
