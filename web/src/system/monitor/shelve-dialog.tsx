import { Form, Input, Modal, Radio } from 'antd';
import { useMemo, useState } from 'react';
import type { Alarm } from '@/api/types';
import { useT } from '@/i18n/desk';
import { shanghai, shiftEnd } from '@/kit/time';
import type { AlarmActs } from './alarm-acts';

const most = 8 * 3_600_000;

type Asked = { reason: string; authority?: string; end: string };

/** Asks why and until when alarms are shelved, and on whose word when they are several; none closes it. */
export function ShelveDialog({ alarms, acts, onClose }: { alarms: Alarm[]; acts: AlarmActs; onClose: (done: boolean) => void }) {
  const { t } = useT();
  const [form] = Form.useForm<Asked>();
  const [busy, setBusy] = useState(false);
  const [alarm] = alarms;
  const several = alarms.length > 1;
  const now = useMemo(() => (alarm ? Date.now() : 0), [alarm]);
  const shift = shiftEnd(now);
  const ends = [
    { value: 'p30', label: t('alarm.halfHour'), at: now + 1_800_000 },
    { value: 'p120', label: t('alarm.twoHours'), at: now + 7_200_000 },
    { value: 'p240', label: t('alarm.fourHours'), at: now + 14_400_000 },
    { value: 'shift', label: `${t('alarm.thisShift')} ${shanghai(shift, 'clock').slice(0, 5)}`, at: shift, disabled: shift - now > most },
    { value: 'p480', label: t('alarm.eightHours'), at: now + most - 5_000 },
  ];
  const done = async (v: Asked) => {
    const until = ends.find((e) => e.value === v.end)?.at;
    if (!alarm || !until) return;
    setBusy(true);
    const ok = await acts.shelve(alarms, { reason: v.reason.trim(), authority: v.authority?.trim(), until: new Date(until).toISOString() });
    setBusy(false);
    if (ok) onClose(true);
  };
  return (
    <Modal
      open={alarm !== undefined}
      title={several ? t('alarm.shelveSeveral', { n: alarms.length }) : `${t('alarm.shelveTitle')} · ${alarm?.element_name ?? ''}`}
      okText={t('alarm.shelve')}
      cancelText={t('kit.cancel')}
      confirmLoading={busy}
      onOk={() => form.submit()}
      onCancel={() => onClose(false)}
      destroyOnHidden
    >
      <Form form={form} layout="vertical" initialValues={{ end: 'p30' }} onFinish={done} preserve={false}>
        <Form.Item
          name="reason"
          label={t('alarm.shelveReason')}
          rules={[{ required: true, whitespace: true, message: t('kit.required', { name: t('alarm.shelveReason') }) }]}
        >
          <Input.TextArea rows={2} autoFocus maxLength={150} placeholder={t('alarm.shelveReasonHint')} />
        </Form.Item>
        {several && (
          <Form.Item
            name="authority"
            label={t('alarm.shelveAuthority')}
            rules={[{ required: true, whitespace: true, message: t('kit.required', { name: t('alarm.shelveAuthority') }) }]}
          >
            <Input maxLength={40} placeholder={t('alarm.shelveAuthorityHint')} />
          </Form.Item>
        )}
        <Form.Item name="end" label={t('alarm.shelveUntil')} extra={t('alarm.shelveNote')}>
          <Radio.Group optionType="button" buttonStyle="solid" options={ends.map(({ value, label, disabled }) => ({ value, label, disabled }))} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
