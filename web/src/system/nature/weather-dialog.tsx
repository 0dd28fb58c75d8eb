import { Alert, App, Form, Input, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { forestQuery } from '@/api/watch';
import { queries } from '@/api/queries';
import { useT } from '@/i18n/desk';
import { AreaSelect } from '@/kit/area-select';
import { DayField } from '@/kit/day-field';
import { errorSentence } from '@/kit/states';

interface Weather {
  area: string;
  day: string;
  temperature: number;
  humidity: number;
  wind: number;
  rain: number;
  source: string;
}

const measures = [
  ['temperature', -60, 60, '℃'],
  ['humidity', 0, 100, '%'],
  ['wind', 0, 400, 'km/h'],
  ['rain', 0, 2000, 'mm'],
] as const;

/** The weather at noon of one day and area, by hand; the danger of that day and of those after it is computed anew. */
export function WeatherDialog({ day, onClose }: { day?: string; onClose: () => void }) {
  const { t } = useT();
  const { message } = App.useApp();
  const [form] = Form.useForm<Weather>();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState('');
  const done = async (w: Weather) => {
    setBusy(true);
    setRefusal('');
    try {
      await body(api.POST('/api/nature/forest/weather', { body: w }));
      message.success(t('nature.weatherKept'));
      void queries.invalidateQueries({ queryKey: forestQuery.queryKey });
      onClose();
    } catch (e) {
      setRefusal(errorSentence(e, t));
    }
    setBusy(false);
  };
  const need = (name: string) => [{ required: true, message: t('kit.required', { name }) }];
  return (
    <Modal open title={t('nature.weatherPut')} okText={t('kit.save')} cancelText={t('kit.cancel')} confirmLoading={busy} onOk={() => form.submit()} onCancel={onClose} destroyOnHidden>
      {refusal && <Alert type="error" showIcon title={refusal} role="alert" />}
      <Form form={form} layout="vertical" className="form-two" initialValues={{ day, rain: 0 }} onFinish={(w) => void done(w)}>
        <Form.Item name="area" label={t('nature.place')} rules={need(t('nature.place'))}>
          <AreaSelect />
        </Form.Item>
        <Form.Item name="day" label={t('nature.weatherDay')} rules={need(t('nature.weatherDay'))}>
          <DayField />
        </Form.Item>
        {measures.map(([name, min, max, unit]) => (
          <Form.Item key={name} name={name} label={t(`nature.w_${name}`)} rules={need(t(`nature.w_${name}`))}>
            <InputNumber min={min} max={max} suffix={unit} style={{ width: '100%' }} />
          </Form.Item>
        ))}
        <Form.Item name="source" label={t('nature.weatherSource')} rules={need(t('nature.weatherSource'))}>
          <Input maxLength={60} placeholder={t('nature.weatherSourceHint')} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
