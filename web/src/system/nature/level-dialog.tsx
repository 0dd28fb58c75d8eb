import { useQuery } from '@tanstack/react-query';
import { Alert, App, Form, Input, InputNumber, Modal, Select } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { queries } from '@/api/queries';
import { gaugesQuery, waterPointsQuery } from '@/api/watch';
import { useT } from '@/i18n/desk';
import { reading } from '@/kit/number';
import { ShanghaiTime } from '@/kit/schema-form';
import { errorSentence } from '@/kit/states';

interface Level {
  site: string;
  at: string;
  value: number;
  flow?: number | null;
  source: string;
}

/** A level that somebody read, of a river, a reservoir or a water-logging point. The same moment again corrects it. */
export function LevelDialog({ onClose }: { onClose: () => void }) {
  const { t } = useT();
  const { message } = App.useApp();
  const [form] = Form.useForm<Level>();
  const gauges = useQuery(gaugesQuery());
  const points = useQuery(waterPointsQuery());
  const site = Form.useWatch('site', form);
  const value = Form.useWatch('value', form);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState('');
  const gauge = gauges.data?.find((g) => g.id === site);
  const unit = gauge || !site ? 'm' : 'cm';
  const name = gauge?.name ?? points.data?.find((p) => p.id === site)?.name ?? '';
  const done = async (l: Level) => {
    setBusy(true);
    setRefusal('');
    try {
      await body(api.POST('/api/nature/levels', { body: { site: l.site, at: l.at, value: l.value, ...(typeof l.flow === 'number' ? { flow: l.flow } : {}), source: l.source.trim() } }));
      message.success(t('nature.levelKept'));
      void queries.invalidateQueries({ queryKey: ['water'] });
      onClose();
    } catch (e) {
      setRefusal(errorSentence(e, t));
    }
    setBusy(false);
  };
  const need = (label: string) => [{ required: true, message: t('kit.required', { name: label }) }];
  return (
    <Modal open title={t('nature.levelPut')} okText={t('kit.save')} cancelText={t('kit.cancel')} confirmLoading={busy} onOk={() => form.submit()} onCancel={onClose} destroyOnHidden>
      {refusal && <Alert type="error" showIcon title={refusal} role="alert" />}
      <Form form={form} layout="vertical" initialValues={{ at: new Date(Math.floor(Date.now() / 60_000) * 60_000).toISOString() }} onFinish={(l) => void done(l)}>
        <Form.Item name="site" label={t('nature.levelSite')} rules={need(t('nature.levelSite'))}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            loading={gauges.isPending || points.isPending}
            options={[
              { label: t('nature.gauges'), options: (gauges.data ?? []).map((g) => ({ value: g.id, label: `${g.name} ${g.area_name}` })) },
              { label: t('nature.points'), options: (points.data ?? []).map((p) => ({ value: p.id, label: `${p.name} ${p.area_name}` })) },
            ]}
          />
        </Form.Item>
        <Form.Item name="at" label={t('nature.levelAt')} rules={need(t('nature.levelAt'))}>
          <ShanghaiTime />
        </Form.Item>
        <Form.Item name="value" label={t('nature.levelValue')} rules={need(t('nature.levelValue'))}>
          <InputNumber min={unit === 'm' ? -50 : 0} max={unit === 'm' ? 5000 : 1000} suffix={unit} style={{ width: '100%' }} />
        </Form.Item>
        {gauge && (
          <Form.Item name="flow" label={t('nature.levelFlow')}>
            <InputNumber min={0} max={100_000} style={{ width: '100%' }} />
          </Form.Item>
        )}
        <Form.Item name="source" label={t('nature.levelSource')} rules={need(t('nature.levelSource'))}>
          <Input maxLength={60} />
        </Form.Item>
      </Form>
      {name && typeof value === 'number' && (
        <p data-level>
          <b>{t('nature.levelSays', { name, value: reading(value), unit })}</b>{' '}
          {gauge && <span className="num faint">{gauge.lines.map((l) => `${l.name} ${l.level} m`).join(' · ')}</span>}
        </p>
      )}
    </Modal>
  );
}
