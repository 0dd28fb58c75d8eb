import { Form, Input, InputNumber, Radio, Select, Switch } from 'antd';
import type { FormInstance } from 'antd';
import type { ReactNode } from 'react';
import { useT } from '@/i18n/desk';
import { IncidentSelect } from './incident-select';
import { optionsOf, propertiesOf, titleOf, typeOf, unitOf, type Schema } from './schema';
import { fromLocalField, toLocalField } from './time';

type Values = Record<string, unknown>;

/** A field for date and time, read and written as Shanghai time. */
export function ShanghaiTime(props: { id?: string; value?: string; onChange?: (v: string) => void }) {
  return (
    <Input
      id={props.id}
      type="datetime-local"
      value={toLocalField(props.value)}
      onChange={(e) => props.onChange?.(fromLocalField(e.target.value))}
    />
  );
}

function useField(): (s: Schema, label: string) => ReactNode {
  const { t, say } = useT();
  return (s, label) => {
    const options = optionsOf(s, say);
    if (options && options.length <= 6) {
      const short = options.reduce((n, o) => n + o.label.length, 0) <= 28;
      return <Radio.Group options={options} optionType={short ? 'button' : 'default'} buttonStyle="solid" />;
    }
    if (options) return <Select options={options} placeholder={t('kit.choose')} showSearch={{ optionFilterProp: 'label' }} />;
    switch (typeOf(s)) {
      case 'boolean':
        return <Switch aria-label={label} />;
      case 'integer':
      case 'number':
        return (
          <InputNumber min={s.minimum} max={s.maximum} precision={typeOf(s) === 'integer' ? 0 : undefined} suffix={unitOf(s)} style={{ width: '100%' }} />
        );
      case 'array': {
        const choices = optionsOf(s.items ?? {}, say);
        return <Select mode={choices ? 'multiple' : 'tags'} options={choices} placeholder={t('kit.choose')} />;
      }
    }
    if (s.format === 'date-time') return <ShanghaiTime />;
    if (s.format === 'incident') return <IncidentSelect />;
    const long = s.format === 'text';
    return long ? <Input.TextArea rows={3} maxLength={s.maxLength} /> : <Input maxLength={s.maxLength} />;
  };
}

/** The fields of a JSON Schema, inside a form that the caller owns. Objects nest as groups. */
export function SchemaFields({ schema, prefix = [] }: { schema: Schema; prefix?: string[] }) {
  const { t, say } = useT();
  const field = useField();
  const needed = new Set(schema.required ?? []);
  return (
    <>
      {propertiesOf(schema)
        .filter(([, s]) => !s.readOnly)
        .map(([name, s]) => {
          const label = titleOf(name, s, say);
          const path = [...prefix, name];
          if (typeOf(s) === 'object' && s.properties) {
            return (
              <fieldset key={name} className="form-group">
                <legend>{label}</legend>
                <SchemaFields schema={s} prefix={path} />
              </fieldset>
            );
          }
          return (
            <Form.Item
              key={name}
              name={path}
              label={label}
              extra={say(s.description)}
              initialValue={s.default}
              valuePropName={typeOf(s) === 'boolean' ? 'checked' : 'value'}
              rules={[
                { required: needed.has(name) && typeOf(s) !== 'boolean', message: t('kit.required', { name: label }) },
                ...(s.minLength ? [{ min: s.minLength }] : []),
              ]}
            >
              {field(s, label)}
            </Form.Item>
          );
        })}
    </>
  );
}

/** A whole form from a JSON Schema; `onDone` gets what was filled in, without empty fields. */
export function SchemaForm(props: {
  schema: Schema;
  form: FormInstance<Values>;
  onDone: (v: Values) => void;
  initial?: Values;
  children?: ReactNode;
}) {
  return (
    <Form form={props.form} layout="vertical" initialValues={props.initial} requiredMark onFinish={(v) => props.onDone(filled(v, props.schema))}>
      <SchemaFields schema={props.schema} />
      {props.children}
    </Form>
  );
}

/** Drops what was left empty; a required switch that nobody touched means no. */
export function filled(v: Values, s?: Schema): Values {
  const out: Values = {};
  for (const [k, x] of Object.entries(v)) {
    if (x === undefined || x === null || x === '') continue;
    out[k] = typeof x === 'object' && !Array.isArray(x) ? filled(x as Values, s?.properties?.[k]) : x;
  }
  for (const name of s?.required ?? []) {
    const p = s?.properties?.[name];
    if (p && typeOf(p) === 'boolean' && out[name] === undefined) out[name] = false;
  }
  return out;
}
