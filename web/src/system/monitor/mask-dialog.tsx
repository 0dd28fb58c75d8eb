import { App, Form, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { queries } from '@/api/queries';
import { pointsFound } from '@/api/rules';
import { useT } from '@/i18n/desk';
import { PointSelect } from '@/kit/point-select';
import { ShanghaiTime } from '@/kit/schema-form';
import { errorSentence } from '@/kit/states';

interface Filled {
  kind: 'maintenance' | 'shutdown';
  points: string[];
  from?: string;
  to: string;
  reason: string;
}

/** Plans maintenance of points, or declares the shutdown of a site. */
export function MaskDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useT();
  const { message } = App.useApp();
  const [form] = Form.useForm<Filled>();
  const [busy, setBusy] = useState(false);
  const kind = Form.useWatch('kind', form);
  const done = async (v: Filled) => {
    setBusy(true);
    try {
      const points = ([] as string[]).concat(v.points);
      let site: string | undefined;
      if (v.kind === 'shutdown') {
        const { items } = await queries.fetchQuery(pointsFound(points[0] ?? ''));
        site = items.find((p) => p.id === points[0])?.element;
      }
      await body(api.POST('/api/signal/masks', { body: { kind: v.kind, site, points: site ? undefined : points, from: v.from || undefined, to: v.to, reason: v.reason.trim() } }));
      message.success(t('rule.maskAdded'));
      void queries.invalidateQueries({ queryKey: ['alarms'] });
      onClose();
    } catch (e) {
      message.error(errorSentence(e, t));
    }
    setBusy(false);
  };
  const need = (name: string) => [{ required: true, message: t('kit.required', { name }) }];
  return (
    <Modal open={open} title={t('rule.masks')} okText={t('rule.save')} cancelText={t('kit.cancel')} confirmLoading={busy} onOk={() => form.submit()} onCancel={onClose} destroyOnHidden>
      <Form form={form} layout="vertical" initialValues={{ kind: 'maintenance' }} onFinish={done} preserve={false}>
        <Form.Item name="kind" label={t('rule.maskKind')} extra={kind === 'shutdown' ? t('rule.maskSafety') : undefined}>
          <Radio.Group
            optionType="button"
            buttonStyle="solid"
            options={[
              { value: 'maintenance', label: t('rule.maintenance') },
              { value: 'shutdown', label: t('rule.shutdown') },
            ]}
          />
        </Form.Item>
        <Form.Item name="points" label={t(kind === 'shutdown' ? 'rule.maskWhole' : 'rule.maskPoints')} rules={need(t('alarm.point'))}>
          <PointSelect many={kind !== 'shutdown'} />
        </Form.Item>
        <Form.Item name="from" label={t('rule.maskFrom')}>
          <ShanghaiTime />
        </Form.Item>
        <Form.Item name="to" label={t('rule.maskTo')} rules={need(t('rule.maskTo'))}>
          <ShanghaiTime />
        </Form.Item>
        <Form.Item name="reason" label={t('rule.maskReason')} rules={need(t('rule.maskReason'))}>
          <Input maxLength={200} placeholder={t('rule.maskReasonHint')} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
