import './desk.css';
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Form, Input, InputNumber, Radio, Select, Switch } from 'antd';
import { countTerm, rulesQuery, type ClockAsk, type Term, type Rule, type TermUnit } from '@/api/casework';
import { useT } from '@/i18n/desk';
import { PageHead, Panel } from '@/kit/page';
import { ShanghaiTime } from '@/kit/schema-form';
import { Failed, Loading, Nothing } from '@/kit/states';
import { basisText, termText, termUnits, unitText } from '@/kit/term-text';
import { fromLocalField, toLocalField } from '@/kit/time';
import { ClockResult } from './clock-result';

interface Fields {
  rule?: string;
  start?: string;
  length?: number;
  unit: TermUnit;
  pauses?: { from?: string; to?: string; why?: string }[];
  extensions?: Partial<Term>[];
  backwards?: boolean;
}

/** What the form asks the server; its checks have been passed by then. */
export function askOf(f: Fields): ClockAsk {
  return {
    start: f.start ?? '',
    length: f.length ?? 0,
    unit: f.unit,
    pauses: (f.pauses ?? []).map((p) => ({ from: p.from ?? '', to: p.to ?? '', why: p.why?.trim() ?? '' })),
    extensions: (f.extensions ?? []).map((e) => ({ length: e.length ?? 0, unit: e.unit ?? f.unit })),
    ...(f.backwards ? { backwards: true } : {}),
  };
}

/** 期限计算: when a term of the law is over, and why, day by day. */
export default function ClockPage() {
  const { t } = useT();
  const [form] = Form.useForm<Fields>();
  const count = useMutation({ mutationFn: countTerm });
  return (
    <>
      <PageHead title={t('term.title')} />
      <div className="clock-page">
        <Panel className="no-print">
          <Form<Fields>
            form={form}
            layout="vertical"
            initialValues={{ unit: 'working-days', start: fromLocalField(toLocalField(new Date().toISOString())) }}
            onFinish={(f) => count.mutate(askOf(f))}
          >
            <RuleSelect
              onChoose={(r) => {
                const { length, unit } = r.spec ?? {};
                if (length && unit) form.setFieldsValue({ length, unit: unit as TermUnit });
              }}
            />
            <Form.Item name="start" label={t('term.start')} extra={t('term.startHint')} rules={[{ required: true, message: t('term.startMissing') }]}>
              <ShanghaiTime />
            </Form.Item>
            <div className="clock-pair">
              <LengthItem name="length" label={t('term.length')} />
              <Form.Item name="unit" label={t('term.unit')}>
                <Radio.Group optionType="button" buttonStyle="solid" options={termUnits.map((u) => ({ value: u, label: unitText(u, t) }))} />
              </Form.Item>
            </div>
            <Pauses />
            <Extensions />
            <Form.Item name="backwards" label={t('term.backwards')} valuePropName="checked" layout="horizontal" colon={false}>
              <Switch size="small" />
            </Form.Item>
            <div className="row">
              <Button type="primary" htmlType="submit" loading={count.isPending}>
                {t('term.count')}
              </Button>
              <Button
                onClick={() => {
                  form.resetFields();
                  count.reset();
                }}
              >
                {t('term.again')}
              </Button>
            </div>
          </Form>
        </Panel>
        <Panel title={t('term.result')}>
          {count.isIdle && <Nothing title={t('term.resultNone')} hint={t('term.resultNoneHint')} />}
          {count.isPending && <Loading />}
          {count.isError && <Failed error={count.error} again={() => form.submit()} />}
          {count.isSuccess && <ClockResult ask={count.variables} answer={count.data} />}
        </Panel>
      </div>
    </>
  );
}

function LengthItem({ name, label }: { name: (string | number) | (string | number)[]; label?: string }) {
  const { t } = useT();
  return (
    <Form.Item
      name={name}
      label={label}
      rules={[
        { required: true, message: t('term.lengthMissing') },
        { type: 'integer', min: 1, max: 3650, message: t('term.lengthRange') },
      ]}
    >
      <InputNumber precision={0} aria-label={t('term.length')} style={{ width: '100%' }} />
    </Form.Item>
  );
}

/** Chooses a rule of law with a term; only those that have one are offered. */
function RuleSelect({ onChoose }: { onChoose: (r: Rule) => void }) {
  const { t, say } = useT();
  const rules = useQuery(rulesQuery());
  const terms = (rules.data ?? []).filter((r) => r.spec?.length && r.spec.unit);
  const label = (r: Rule) => `${say(r.title)} ${termText(r.spec as Term, t)}`;
  return (
    <Form.Item name="rule" label={t('term.rule')} extra={rules.isError ? t('term.ruleFailed') : t('term.ruleHint')}>
      <Select
        allowClear
        loading={rules.isPending}
        disabled={rules.isError}
        placeholder={t('kit.choose')}
        notFoundContent={t('term.ruleNone')}
        showSearch={{ filterOption: (input, o) => String(o?.find ?? '').toLowerCase().includes(input.toLowerCase()) }}
        options={terms.map((r) => ({ value: r.id, label: label(r), find: `${label(r)} ${basisText(r)}`, basis: basisText(r) }))}
        optionRender={(o) => (
          <>
            {o.data.label}
            <small className="flow-basis">{o.data.basis}</small>
          </>
        )}
        onChange={(id: string | undefined) => {
          const r = terms.find((x) => x.id === id);
          if (r) onChoose(r);
        }}
      />
    </Form.Item>
  );
}

function Pauses() {
  const { t } = useT();
  return (
    <Form.List name="pauses">
      {(items, { add, remove }) => (
        <fieldset className="form-group">
          <legend>{t('term.pauses')}</legend>
          {items.map(({ key, name }) => (
            <div key={key} className="clock-pause">
              <Form.Item name={[name, 'from']} label={t('term.pauseFrom')} rules={[{ required: true, message: t('term.pauseMissing') }]}>
                <ShanghaiTime />
              </Form.Item>
              <Form.Item
                name={[name, 'to']}
                label={t('term.pauseTo')}
                rules={[
                  { required: true, message: t('term.pauseMissing') },
                  ({ getFieldValue }) => ({
                    validator: (_, to: string | undefined) => {
                      const from = getFieldValue(['pauses', name, 'from']) as string | undefined;
                      return !to || !from || to > from ? Promise.resolve() : Promise.reject(new Error(t('term.pauseOrder')));
                    },
                  }),
                ]}
              >
                <ShanghaiTime />
              </Form.Item>
              <Form.Item name={[name, 'why']} label={t('term.pauseWhy')}>
                <Input placeholder={t('term.pauseWhyHint')} maxLength={100} />
              </Form.Item>
              <Button type="text" icon={<DeleteOutlined aria-hidden />} aria-label={t('term.removeOne', { name: `${t('term.pauses')} ${name + 1}` })} onClick={() => remove(name)} />
            </div>
          ))}
          <Button type="dashed" size="small" icon={<PlusOutlined aria-hidden />} onClick={() => add({})}>
            {t('term.pauseAdd')}
          </Button>
        </fieldset>
      )}
    </Form.List>
  );
}

function Extensions() {
  const { t } = useT();
  const unit = Form.useWatch('unit') as TermUnit | undefined;
  return (
    <Form.List name="extensions">
      {(items, { add, remove }) => (
        <fieldset className="form-group">
          <legend>{t('term.extensions')}</legend>
          {items.map(({ key, name }) => (
            <div key={key} className="clock-extension">
              <span className="faint">{t('term.extension', { n: name + 1 })}</span>
              <LengthItem name={[name, 'length']} />
              <Form.Item name={[name, 'unit']}>
                <Select aria-label={t('term.unit')} options={termUnits.map((u) => ({ value: u, label: unitText(u, t) }))} style={{ minWidth: 110 }} />
              </Form.Item>
              <Button type="text" icon={<DeleteOutlined aria-hidden />} aria-label={t('term.removeOne', { name: t('term.extension', { n: name + 1 }) })} onClick={() => remove(name)} />
            </div>
          ))}
          <Button type="dashed" size="small" icon={<PlusOutlined aria-hidden />} onClick={() => add({ unit })}>
            {t('term.extensionAdd')}
          </Button>
        </fieldset>
      )}
    </Form.List>
  );
}
