import { Form, Input, InputNumber, Modal } from 'antd';
import { api, body } from '@/api/client';
import type { LimitSet, PointLimits } from '@/api/rules';
import { useT } from '@/i18n/desk';
import { useActing } from '@/kit/use-act';

type Values = { hh?: number | null; h?: number | null; l?: number | null; ll?: number | null; deadband: number; on_delay_s: number; off_delay_s: number; stale_after_s: number; reason: string };

/** What is filled in, as limits: an empty field is no limit. */
export function limitSet(v: Values): LimitSet {
  return {
    limits: { hh: v.hh ?? null, h: v.h ?? null, l: v.l ?? null, ll: v.ll ?? null },
    deadband: v.deadband,
    on_delay_s: v.on_delay_s,
    off_delay_s: v.off_delay_s,
    stale_after_s: v.stale_after_s,
  };
}

/** The first pair of limits that is out of order, highest first. */
export function outOfOrder(v: Pick<Values, 'hh' | 'h' | 'l' | 'll'>): 'hh' | 'h' | 'l' | undefined {
  const set = (['hh', 'h', 'l', 'll'] as const).filter((k) => typeof v[k] === 'number');
  for (let i = 1; i < set.length; i++) {
    const upper = set[i - 1]!;
    if ((v[upper] as number) <= (v[set[i]!] as number)) return upper as 'hh' | 'h' | 'l';
  }
  return undefined;
}

/** Asks for other limits of a point. Nothing changes until another person has seen what they would have raised. */
export function LimitsDialog({ point, onClose }: { point: PointLimits; onClose: () => void }) {
  const { t } = useT();
  const [form] = Form.useForm<Values>();
  const [busy, act] = useActing('limits');
  const now = point.in_force;
  const done = async (v: Values) => {
    const ok = await act(() => body(api.POST('/api/signal/points/{id}/limits', { params: { path: { id: point.point.id } }, body: { before: now, after: limitSet(v), reason: v.reason.trim() } })), t('limit.proposed'));
    if (ok) onClose();
  };
  const number = (name: keyof Values, title: string, unit: string, required: boolean, max?: number) => (
    <Form.Item
      key={name}
      name={name}
      label={`${title}${unit ? `（${unit}）` : ''}`}
      dependencies={required ? [] : ['hh', 'h', 'l', 'll']}
      rules={[
        ...(required ? [{ required: true, message: t('kit.required', { name: title }) }] : []),
        { validator: () => (outOfOrder(form.getFieldsValue()) === name ? Promise.reject(new Error(t('limit.order'))) : Promise.resolve()) },
      ]}
    >
      <InputNumber style={{ width: '100%' }} min={required ? 0 : undefined} max={max} placeholder={required ? undefined : t('limit.none')} />
    </Form.Item>
  );
  return (
    <Modal open width={620} title={`${t('limit.edit')} · ${point.point.element_name} ${point.point.title || point.point.key}`} okText={t('limit.propose')} cancelText={t('kit.cancel')} confirmLoading={busy} onOk={() => form.submit()} onCancel={onClose} destroyOnHidden>
      <p className="faint">{t('limit.note')}</p>
      <Form form={form} layout="vertical" initialValues={{ ...now.limits, ...now }} onFinish={done}>
        <div className="limit-form">
          {(['hh', 'h', 'l', 'll'] as const).map((k) => number(k, t(`kit.${k}`), point.point.unit, false))}
          {number('deadband', t('limit.deadband'), point.point.unit, true)}
          {number('on_delay_s', t('limit.on_delay_s'), t('limit.second'), true, 86_400)}
          {number('off_delay_s', t('limit.off_delay_s'), t('limit.second'), true, 86_400)}
          {number('stale_after_s', t('limit.stale_after_s'), t('limit.second'), true, 604_800)}
        </div>
        <Form.Item name="reason" label={t('limit.reason')} rules={[{ required: true, whitespace: true, min: 2, message: t('kit.required', { name: t('limit.reason') }) }]}>
          <Input.TextArea rows={2} maxLength={300} placeholder={t('limit.reasonHint')} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
