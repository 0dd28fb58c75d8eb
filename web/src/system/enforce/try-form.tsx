import { Button, Form, InputNumber, Radio, Select, Switch } from 'antd';
import type { Discretion, TryFacts } from '@/api/casework';
import { useT } from '@/i18n/desk';
import { SourceSelect } from '@/kit/source-select';

/** Facts to try: the measured factor of the item, circumstances, and what corrections and harm there were. */
export function TryForm({ item, onTry }: { item: Discretion['item']; onTry: (f: TryFacts) => void }) {
  const { t } = useT();
  const [form] = Form.useForm<TryFacts>();
  const words = item.factor.words ?? [];
  return (
    <Form form={form} layout="vertical" className="form-two" onFinish={onTry}>
      <Form.Item name="factor" label={item.factor.title} rules={[{ required: true, message: t('kit.required', { name: item.factor.title }) }]}>
        {words.length > 0 ? (
          <Select options={words.map((w) => ({ value: w.value, label: w.title }))} placeholder={t('kit.choose')} />
        ) : (
          <InputNumber min={0} max={item.factor.max || undefined} precision={item.factor.whole ? 0 : undefined} suffix={item.factor.unit} style={{ width: '100%' }} />
        )}
      </Form.Item>
      <Form.Item name="effects" label={t('discretion.circumstances')}>
        <SourceSelect source="enforce/circumstances" many />
      </Form.Item>
      <Form.Item name="overdue" label={t('discretion.overdue')} valuePropName="checked" hidden={!item.overdue}>
        <Switch />
      </Form.Item>
      <Form.Item name="corrected" label={t('discretion.corrected')}>
        <Radio.Group
          optionType="button"
          options={[
            { value: 'yes', label: t('kit.yes') },
            { value: 'no', label: t('kit.no') },
          ]}
        />
      </Form.Item>
      <Form.Item name="harm_done" label={t('discretion.harm')}>
        <Radio.Group optionType="button" options={(['none', 'minor', 'serious'] as const).map((h) => ({ value: h, label: t(`discretion.harm_${h}`) }))} />
      </Form.Item>
      <div className="row">
        <Button htmlType="submit" data-do="try">
          {t('discretion.try')}
        </Button>
      </div>
    </Form>
  );
}
