import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, InputNumber, Radio, Select, Switch } from 'antd';
import type { FormInstance } from 'antd';
import type { ReactNode } from 'react';
import { useT } from '@/i18n/desk';
import { AreaSelect } from './area-select';
import { DayField, MomentField } from './day-field';
import { ElementSelect } from './element-select';
import { IncidentSelect } from './incident-select';
import { PersonSelect } from './person-select';
import { PointSelect } from './point-select';
import { SourceSelect } from './source-select';
import { optionsOf, propertiesOf, titleOf, typeOf, unitOf, type Schema } from './schema';
import { fromLocalField, toLocalField } from './time';

type Values = Record<string, unknown>;

/** A field for date and time, read and written as Shanghai time. */
export function ShanghaiTime(props: { id?: string; value?: string; onChange?: (v: string) => void; disabled?: boolean; label?: string }) {
  return <MomentField id={props.id} disabled={props.disabled} label={props.label} value={toLocalField(props.value)} onChange={(v) => props.onChange?.(fromLocalField(v))} />;
}

function useField(): (s: Schema, label: string, name: string) => ReactNode {
  const { t, say } = useT();
  return (s, label, name) => {
    const options = optionsOf(s, say);
    if (options && options.length <= 6) {
      const short = options.reduce((n, o) => n + o.label.length, 0) <= 28;
      return <Radio.Group options={options} optionType={short ? 'button' : 'default'} buttonStyle="solid" />;
    }
    if (options) return <Select options={options} placeholder={t('kit.choose')} showSearch={{ optionFilterProp: 'label' }} />;
    if (s.format === 'point') return <PointSelect many={typeOf(s) === 'array'} />;
    if (s['x-source']) return <SourceSelect source={s['x-source']} many={typeOf(s) === 'array'} />;
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
    if (s.format === 'date') return <DayField />;
    if (s.format === 'person') return <PersonSelect may={s['x-may']} />;
    if (s.format === 'area' || name === 'area') return <AreaSelect whole={!s.pattern || new RegExp(s.pattern).test('2101')} />;
    if (s.format === 'incident') return <IncidentSelect />;
    if (s.format === 'element') return <ElementSelect />;
    const long = s.format === 'text';
    return long ? <Input.TextArea rows={3} maxLength={s.maxLength} /> : <Input maxLength={s.maxLength} />;
  };
}

/** The fields of a JSON Schema, inside a form that the caller owns. Objects nest as groups. */
export function SchemaFields({ schema, prefix = [] }: { schema: Schema; prefix?: (string | number)[] }) {
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
          if (typeOf(s) === 'array' && s.items?.properties) return <ObjectList key={name} name={name} path={path} schema={s} needed={needed.has(name)} />;
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
                ...(s.pattern && typeOf(s) === 'string' ? [{ pattern: new RegExp(s.pattern), message: t('kit.badForm', { name: label }) }] : []),
              ]}
            >
              {field(s, label, name)}
            </Form.Item>
          );
        })}
    </>
  );
}

/** A list of things that have fields of their own: a row for each, added and taken away. A needed list begins with one. */
function ObjectList({ name, path, schema, needed }: { name: string; path: (string | number)[]; schema: Schema; needed: boolean }) {
  const { t, say } = useT();
  const label = titleOf(name, schema, say);
  return (
    <Form.List name={path} initialValue={needed ? [{}] : undefined}>
      {(items, { add, remove }) => (
        <fieldset className="form-group" data-list={name}>
          <legend>
            {label}
            {needed && <span className="flow-needed"> *</span>}
          </legend>
          {items.map(({ key, name: i }) => (
            <div key={key} className="form-row">
              <span className="form-row-no num">{i + 1}</span>
              <div className="form-row-fields">
                <SchemaFields schema={schema.items ?? {}} prefix={[i]} />
              </div>
              <Button type="text" icon={<DeleteOutlined aria-hidden />} aria-label={t('kit.removeRow', { name: label, n: i + 1 })} onClick={() => remove(i)} />
            </div>
          ))}
          <Button type="dashed" size="small" icon={<PlusOutlined aria-hidden />} onClick={() => add({})}>
            {t('kit.addRow', { name: label })}
          </Button>
        </fieldset>
      )}
    </Form.List>
  );
}

/** A whole form from a JSON Schema; `onDone` gets what was filled in, without empty fields. */
export function SchemaForm(props: {
  schema: Schema;
  form: FormInstance<Values>;
  onDone: (v: Values) => void;
  initial?: Values;
  onChange?: (v: Values) => void;
  children?: ReactNode;
}) {
  return (
    <Form form={props.form} layout="vertical" className={propertiesOf(props.schema).length > 4 ? 'form-two' : undefined} initialValues={props.initial} requiredMark scrollToFirstError onValuesChange={(_, all: Values) => props.onChange?.(all)} onFinish={(v) => props.onDone(filled(v, props.schema))}>
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
    const p = s?.properties?.[k];
    if (Array.isArray(x)) out[k] = x.map((row: unknown) => (row && typeof row === 'object' ? filled(row as Values, p?.items) : row)).filter((row) => !isEmpty(row));
    else out[k] = typeof x === 'object' ? filled(x as Values, p) : x;
  }
  for (const name of s?.required ?? []) {
    const p = s?.properties?.[name];
    if (p && typeOf(p) === 'boolean' && out[name] === undefined) out[name] = false;
  }
  return out;
}

/** Reports whether a row of a list was left as it was added. */
const isEmpty = (row: unknown): boolean => row === '' || row === undefined || row === null || (typeof row === 'object' && Object.values(row).every((v) => v === false));
