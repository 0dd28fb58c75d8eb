import { useQuery } from '@tanstack/react-query';
import { Form, Input, InputNumber, Modal, Select, Switch } from 'antd';
import { kindsQuery } from '@/api/queries';
import type { AlarmTrigger, TriggerView } from '@/api/warn';
import { useT } from '@/i18n/desk';
import { severities } from '@/kit/alarm-tag';
import { watches } from './trigger-table';

const first: Partial<AlarmTrigger> = { enabled: true, kinds: [], watches: [], severity: 'critical', areas: [], colour: 'orange', hours: 0, wide: 'street', quiet_min: 60 };

/** One trigger: a new one, or the next version of one. Nothing is sent: the list is proposed as a whole. */
export function TriggerDialog(props: { trigger?: AlarmTrigger; events: TriggerView['events']; taken: string[]; onClose: () => void; onDone: (x: AlarmTrigger) => void }) {
  const { t, say } = useT();
  const [form] = Form.useForm<AlarmTrigger>();
  const kinds = useQuery(kindsQuery);
  const need = (name: string) => [{ required: true, message: t('kit.required', { name }) }];
  return (
    <Modal open width={720} title={props.trigger ? `${t('warn.tEdit')} · ${props.trigger.name}` : t('warn.tAdd')} okText={t('kit.ok')} cancelText={t('kit.cancel')} onOk={() => form.submit()} onCancel={props.onClose} destroyOnHidden>
      <Form form={form} layout="vertical" className="form-two" initialValues={props.trigger ?? first} onFinish={(x) => props.onDone({ ...x, name: x.name.trim() })}>
        <Form.Item name="name" label={t('warn.tName')} rules={[...need(t('warn.tName')), { validator: (_, v: string) => (props.taken.includes(v?.trim()) ? Promise.reject(new Error(t('warn.tName'))) : Promise.resolve()) }]}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="enabled" label={t('warn.tOn')} valuePropName="checked">
          <Switch />
        </Form.Item>
        <Form.Item name="kinds" label={t('warn.tKinds')}>
          <Select mode="multiple" maxCount={50} optionFilterProp="label" options={(kinds.data ?? []).map((k) => ({ value: k.name, label: say(k.title) }))} />
        </Form.Item>
        <Form.Item name="watches" label={t('warn.tWatches')}>
          <Select mode="multiple" options={watches.map((w) => ({ value: w, label: t(`warn.watch_${w}`) }))} />
        </Form.Item>
        <Form.Item name="severity" label={t('warn.tSeverity')} rules={need(t('warn.tSeverity'))}>
          <Select options={severities.map((s) => ({ value: s, label: t(`alarm.${s}`) }))} />
        </Form.Item>
        <Form.Item name="areas" label={t('warn.tAreas')}>
          <Select mode="tags" maxCount={50} tokenSeparators={[' ', ',', '、']} />
        </Form.Item>
        <Form.Item name="event" label={t('warn.tEvent')} rules={need(t('warn.tEvent'))}>
          <Select showSearch={{ optionFilterProp: 'label' }} options={props.events.map((e) => ({ value: e.code, label: `${e.name} ${e.code}` }))} />
        </Form.Item>
        <Form.Item name="colour" label={t('warn.tColour')} rules={need(t('warn.tColour'))}>
          <Select options={(['red', 'orange', 'yellow', 'blue'] as const).map((c) => ({ value: c, label: t(`warn.${c}`) }))} />
        </Form.Item>
        <Form.Item name="wide" label={t('warn.tWide')} rules={need(t('warn.tWide'))}>
          <Select options={(['own', 'street', 'district', 'city'] as const).map((w) => ({ value: w, label: t(`warn.wide_${w}`) }))} />
        </Form.Item>
        <Form.Item name="quiet_min" label={t('warn.tQuiet')} rules={need(t('warn.tQuiet'))}>
          <InputNumber min={0} max={1440} precision={0} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="hours" label={t('warn.tHours')} rules={need(t('warn.tHours'))}>
          <InputNumber min={0} max={240} precision={0} style={{ width: '100%' }} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
