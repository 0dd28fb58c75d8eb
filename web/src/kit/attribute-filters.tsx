import { FilterOutlined } from '@ant-design/icons';
import { Button, InputNumber, Popover, Select } from 'antd';
import { useState } from 'react';
import type { KindFilter } from '@/api/types';
import { useT } from '@/i18n/desk';
import { withFilter, valueOf, rangeOf } from './where';
import { DayField } from './day-field';

/** Narrows a list by the attributes that its kind declares: choices, switches, and ranges of numbers and days. */
export function AttributeFilters(props: { filters: KindFilter[]; value: string[]; onChange: (where: string[]) => void }) {
  const { t } = useT();
  const [open, setOpen] = useState(false);
  if (props.filters.length === 0) return null;
  const set = (f: KindFilter, v: string) => props.onChange(withFilter(props.value, f.field, v));
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomLeft"
      content={
        <div className="attribute-filters">
          {props.filters.map((f) => (
            <OneFilter key={f.field} f={f} value={valueOf(props.value, f.field)} onChange={(v) => set(f, v)} />
          ))}
          <div className="attribute-filters-foot">
            <Button size="small" disabled={props.value.length === 0} onClick={() => props.onChange([])}>
              {t('file.clear')}
            </Button>
            <Button size="small" type="primary" onClick={() => setOpen(false)}>
              {t('kit.close')}
            </Button>
          </div>
        </div>
      }
    >
      <Button icon={<FilterOutlined />} type={props.value.length > 0 ? 'primary' : 'default'} ghost={props.value.length > 0}>
        {props.value.length > 0 ? t('file.filtersOn', { n: props.value.length }) : t('file.filters')}
      </Button>
    </Popover>
  );
}

function OneFilter({ f, value, onChange }: { f: KindFilter; value: string; onChange: (v: string) => void }) {
  const { t, say } = useT();
  const name = say(f.title);
  const unit = f.unit ? ` (${f.unit})` : '';
  return (
    <div className="attribute-filter">
      <span className="attribute-name">
        {name}
        <span className="faint">{unit}</span>
      </span>
      {f.sort === 'enum' && (
        <Select
          mode="multiple"
          allowClear
          maxTagCount="responsive"
          aria-label={name}
          placeholder={t('kit.all')}
          showSearch={{ optionFilterProp: 'label' }}
          value={value ? value.split(',') : []}
          onChange={(v: string[]) => onChange(v.join(','))}
          options={(f.choices ?? []).map((c) => ({ value: c.key, label: say(c.title) }))}
        />
      )}
      {f.sort === 'switch' && (
        <Select
          allowClear
          aria-label={name}
          placeholder={t('kit.all')}
          value={value || undefined}
          onChange={(v?: string) => onChange(v ?? '')}
          options={[
            { value: 'true', label: t('kit.yes') },
            { value: 'false', label: t('kit.no') },
          ]}
        />
      )}
      {(f.sort === 'number' || f.sort === 'date') && <Range f={f} name={name} value={value} onChange={onChange} />}
    </div>
  );
}

/** Two ends, each may stay open. What is typed counts when the field is left or Enter is pressed. */
function Range({ f, name, value, onChange }: { f: KindFilter; name: string; value: string; onChange: (v: string) => void }) {
  const { t } = useT();
  const [from, to] = rangeOf(value);
  const set = (a: string, b: string) => {
    if (a !== from || b !== to) onChange(a || b ? `${a}..${b}` : '');
  };
  if (f.sort === 'date') {
    return (
      <span className="attribute-range">
        <DayField label={t('file.from', { name })} value={from} onChange={(day) => set(day, to)} />
        –
        <DayField label={t('file.to', { name })} value={to} onChange={(day) => set(from, day)} />
      </span>
    );
  }
  const end = (label: string, v: string, done: (v: string) => void) => (
    <InputNumber
      aria-label={label}
      defaultValue={v === '' ? undefined : Number(v)}
      key={`${label} ${v}`}
      min={f.min}
      max={f.max}
      onBlur={(e) => done(numeric(e.target.value))}
      onPressEnter={(e) => done(numeric((e.target as HTMLInputElement).value))}
    />
  );
  return (
    <span className="attribute-range">
      {end(t('file.from', { name }), from, (v) => set(v, to))}
      –
      {end(t('file.to', { name }), to, (v) => set(from, v))}
    </span>
  );
}

const numeric = (s: string) => (s.trim() !== '' && Number.isFinite(Number(s)) ? String(Number(s)) : '');
