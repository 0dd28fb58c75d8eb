import { Alert, App, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { queries } from '@/api/queries';
import { useT } from '@/i18n/desk';
import { AreaSelect } from '@/kit/area-select';
import { reading } from '@/kit/number';
import { ShanghaiTime } from '@/kit/schema-form';
import { errorSentence } from '@/kit/states';
import { shanghai } from '@/kit/time';

interface Rain {
  area: string;
  source: string;
  from: string;
  hours: string;
}

/** The numbers of a text, in order; wrong is the place of the first that is none or lies out of range, from 1. */
export function hoursOf(text: string): { hours: number[]; wrong?: number } {
  const words = text.split(/[\s,，、;；]+/).filter(Boolean);
  const hours = words.map(Number);
  const at = hours.findIndex((n) => !(n >= 0 && n <= 300));
  return { hours, wrong: at < 0 ? undefined : at + 1 };
}

/** The next full hour. */
const nextHour = () => new Date(Math.ceil(Date.now() / 3_600_000) * 3_600_000).toISOString();

/** Forecast rain, hour by hour, as a bulletin has it; the depths that it will bring are computed anew. */
export function RainDialog({ onClose }: { onClose: () => void }) {
  const { t } = useT();
  const { message } = App.useApp();
  const [form] = Form.useForm<Rain>();
  const typed = Form.useWatch('hours', form) ?? '';
  const from = Form.useWatch('from', form);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState('');
  const { hours, wrong } = hoursOf(typed);
  const done = async (r: Rain) => {
    setBusy(true);
    setRefusal('');
    try {
      await body(api.POST('/api/nature/rain', { body: { area: r.area, source: r.source.trim(), from: r.from, hours: hoursOf(r.hours).hours } }));
      message.success(t('nature.rainKept'));
      void queries.invalidateQueries({ queryKey: ['water'] });
      onClose();
    } catch (e) {
      setRefusal(errorSentence(e, t));
    }
    setBusy(false);
  };
  const need = (name: string) => ({ required: true, message: t('kit.required', { name }) });
  return (
    <Modal open width={620} title={t('nature.rainPut')} okText={t('kit.save')} cancelText={t('kit.cancel')} confirmLoading={busy} onOk={() => form.submit()} onCancel={onClose} destroyOnHidden>
      {refusal && <Alert type="error" showIcon title={refusal} role="alert" />}
      <Form form={form} layout="vertical" initialValues={{ from: nextHour(), hours: '' }} onFinish={(r) => void done(r)}>
        <Form.Item name="area" label={t('nature.place')} rules={[need(t('nature.place'))]}>
          <AreaSelect whole />
        </Form.Item>
        <Form.Item name="source" label={t('nature.rainSource')} rules={[need(t('nature.rainSource'))]}>
          <Input maxLength={60} placeholder={t('nature.rainSourceHint')} />
        </Form.Item>
        <Form.Item name="from" label={t('nature.rainFrom')} rules={[need(t('nature.rainFrom'))]}>
          <ShanghaiTime />
        </Form.Item>
        <Form.Item
          name="hours"
          label={t('nature.rainHours')}
          extra={t('nature.rainHoursHint')}
          rules={[
            need(t('nature.rainHours')),
            {
              validator: (_, v: string) => {
                const found = hoursOf(v ?? '');
                if (found.wrong) return Promise.reject(new Error(t('nature.rainWrong', { n: found.wrong })));
                return found.hours.length > 72 ? Promise.reject(new Error(t('nature.rainHoursHint'))) : Promise.resolve();
              },
            },
          ]}
        >
          <Input.TextArea rows={3} inputMode="decimal" placeholder="5 12 30.5 18 6 2" />
        </Form.Item>
      </Form>
      {hours.length > 0 && !wrong && <RainBars hours={hours} from={from} />}
    </Modal>
  );
}

/** What was typed, as a picture: one bar for each hour. */
function RainBars({ hours, from }: { hours: number[]; from?: string }) {
  const { t } = useT();
  const most = Math.max(...hours);
  const words = t('nature.rainSum', { n: hours.length, mm: reading(hours.reduce((a, b) => a + b, 0)), most: reading(most) });
  const at = from ? Date.parse(from) : NaN;
  return (
    <figure className="rain-bars" data-rain>
      <div role="img" aria-label={words}>
        {hours.map((mm, i) => (
          <i key={i} style={{ height: `${most > 0 ? Math.max(2, (mm / most) * 100) : 2}%` }} title={`${Number.isNaN(at) ? i + 1 : shanghai(at + i * 3_600_000, 'short')} ${reading(mm)} mm`} />
        ))}
      </div>
      <figcaption>{words}</figcaption>
    </figure>
  );
}
