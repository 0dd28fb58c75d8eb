import { Form, Input, Modal, Radio } from 'antd';
import { useMemo, useState } from 'react';
import type { Alarm } from '@/api/types';
import { useT } from '@/i18n/desk';
import { shanghai, shiftEnd } from '@/kit/time';
import type { AlarmActs } from './alarm-acts';

const most = 8 * 3_600_000;

/** Asks why and until when an alarm is shelved. */
export function ShelveDialog({ alarm, acts, onClose }: { alarm: Alarm | undefined; acts: AlarmActs; onClose: () => void }) {
  const { t } = useT();
  const [form] = Form.useForm<{ reason: string; end: string }>();
  const [busy, setBusy] = useState(false);
  const now = useMemo(() => (alarm ? Date.now() : 0), [alarm]);
  const shift = shiftEnd(now);
  const ends = [
    { value: 'p30', label: t('alarm.halfHour'), at: now + 1_800_000 },
    { value: 'p120', label: t('alarm.twoHours'), at: now + 7_200_000 },
    { value: 'p240', label: t('alarm.fourHours'), at: now + 14_400_000 },
    { value: 'shift', label: `${t('alarm.thisShift')} ${shanghai(shift, 'clock').slice(0, 5)}`, at: shift, disabled: shift - now > most },
    { value: 'p480', label: t('alarm.eightHours'), at: now + most - 5_000 },
  ];
  const done = async (v: { reason: string; end: string }) => {
    const until = ends.find((e) => e.value === v.end)?.at;
    if (!alarm || !until) return;
    setBusy(true);
    const ok = await acts.shelve(alarm, v.reason.trim(), new Date(until).toISOString());
    setBusy(false);
    if (ok) onClose();
  };
  return (
    <Modal
      open={alarm !== undefined}
      title={`${t('alarm.shelveTitle')} · ${alarm?.element_name ?? ''}`}
      okText={t('alarm.shelve')}
      cancelText={t('kit.cancel')}
      confirmLoading={busy}
      onOk={() => form.submit()}
      onCancel={onClose}
      destroyOnHidden
    >
      <Form form={form} layout="vertical" initialValues={{ end: 'p30' }} onFinish={done} preserve={false}>
        <Form.Item
          name="reason"
          label={t('alarm.shelveReason')}
          rules={[{ required: true, whitespace: true, message: t('kit.required', { name: t('alarm.shelveReason') }) }]}
        >
          <Input.TextArea rows={2} autoFocus maxLength={200} placeholder={t('alarm.shelveReasonHint')} />
        </Form.Item>
        <Form.Item name="end" label={t('alarm.shelveUntil')} extra={t('alarm.shelveNote')}>
          <Radio.Group optionType="button" buttonStyle="solid" options={ends.map(({ value, label, disabled }) => ({ value, label, disabled }))} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
