import { Checkbox, Form, Input, InputNumber, Modal, Radio } from 'antd';
import { parties, type ComparedItem } from '@/api/fourparty';
import { useT } from '@/i18n/desk';
import { perform } from '@/kit/act-panel';
import { useActing } from '@/kit/use-act';

interface Values {
  count?: number;
  none?: boolean;
  reason: string;
}

/** Settles one difference: what counts, and why. What the parties said stands above the fields. */
export function SettleDialog({ caseId, item: i, onClose }: { caseId: string; item: ComparedItem; onClose: () => void }) {
  const { t } = useT();
  const [form] = Form.useForm<Values>();
  const none = Form.useWatch('none', form);
  const [busy, act] = useActing('fourparty');
  const settle = async () => {
    const v = await form.validateFields();
    if (await act(() => perform(caseId, 'settle', { item: i.no, count: v.none ? 0 : (v.count ?? 0), none: !!v.none, reason: v.reason }), t('fourparty.settled'))) onClose();
  };
  return (
    <Modal open title={t('fourparty.settleTitle', { no: i.no })} okText={t('fourparty.settle')} confirmLoading={busy} onOk={() => void settle()} onCancel={onClose}>
      <p>{i.title}</p>
      <ul>
        {parties.map((p) => {
          const s = i.said.find((x) => x.party === p);
          return (
            s && (
              <li key={p}>
                {t(`fourparty.party_${p}`)}: <b>{s.none ? t('fourparty.notApply') : i.mode === 'each' ? t('fourparty.times', { n: s.count }) : t(s.count > 0 ? 'fourparty.yes' : 'fourparty.nope')}</b> {s.note}
              </li>
            )
          );
        })}
      </ul>
      <Form form={form} layout="vertical" initialValues={{ count: 0 }}>
        <Form.Item name="none" valuePropName="checked">
          <Checkbox>{t('fourparty.notApply')}</Checkbox>
        </Form.Item>
        {!none &&
          (i.mode === 'each' ? (
            <Form.Item name="count" label={t('fourparty.countFor')} rules={[{ required: true }]}>
              <InputNumber min={0} max={100} precision={0} />
            </Form.Item>
          ) : (
            <Form.Item name="count" label={t('fourparty.hasIt')}>
              <Radio.Group
                options={[
                  { value: 0, label: t('fourparty.nope') },
                  { value: 1, label: t('fourparty.yes') },
                ]}
              />
            </Form.Item>
          ))}
        <Form.Item name="reason" label={t('fourparty.reason')} rules={[{ required: true, message: t('fourparty.reasonNeeded') }]}>
          <Input.TextArea rows={3} maxLength={500} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
