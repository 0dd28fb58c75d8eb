import { App, Form, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { responseLevels, type Running } from '@/api/response';
import { useT, type Key } from '@/i18n/desk';
import { perform } from '@/kit/act-panel';
import { errorSentence } from '@/kit/states';
import { higher } from './response-words';

interface Form1 {
  level?: string;
  reason: string;
}

/** Lowers a response or ends it, with the reason; it says first what that means for what was given. */
export function EndDialog({ incident, run, act, onClose }: { incident: string; run: Running; act: 'lower' | 'end-response'; onClose: () => void }) {
  const { t } = useT();
  const { message } = App.useApp();
  const [form] = Form.useForm<Form1>();
  const [busy, setBusy] = useState(false);
  const below = responseLevels.filter((l) => higher(run.level, l)).toReversed();
  const send = async (v: Form1) => {
    setBusy(true);
    try {
      await perform(incident, act, { plan: run.plan, reason: v.reason.trim(), ...(act === 'lower' ? { level: v.level } : {}) });
      message.success(t(act === 'lower' ? 'response.lowered' : 'response.ended'));
      onClose();
    } catch (e) {
      message.error(errorSentence(e, t), 8);
    } finally {
      setBusy(false);
    }
  };
  const title = t(act === 'lower' ? 'response.lowerTitle' : 'response.endTitle');
  return (
    <Modal open title={`${title} · ${run.title}`} okText={title} cancelText={t('kit.cancel')} okButtonProps={{ danger: true }} confirmLoading={busy} onOk={() => form.submit()} onCancel={onClose}>
      <p className="faint">{t(act === 'lower' ? 'response.lowerHint' : 'response.endHint')}</p>
      <Form<Form1> form={form} layout="vertical" initialValues={{ level: below[0] }} onFinish={(v) => void send(v)}>
        {act === 'lower' && (
          <Form.Item name="level" label={t('response.level')}>
            <Radio.Group optionType="button" options={below.map((l) => ({ value: l, label: t(`response.level_${l}` as Key) }))} />
          </Form.Item>
        )}
        <Form.Item name="reason" label={t('response.reason')} rules={[{ required: true, whitespace: true, message: t('response.reasonMissing') }]}>
          <Input.TextArea rows={2} maxLength={500} autoFocus />
        </Form.Item>
      </Form>
    </Modal>
  );
}
