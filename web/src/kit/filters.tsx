import { SearchOutlined } from '@ant-design/icons';
import { Input, Select } from 'antd';
import { useEffect, useState } from 'react';
import { useAreas } from '@/api/queries';
import { useT } from '@/i18n/desk';

/** A text filter that waits until the typing stops. */
export function TextFilter(props: { value: string; onChange: (v: string) => void; hint: string; width?: number }) {
  const [typed, setTyped] = useState(props.value);
  const { onChange, value } = props;
  useEffect(() => {
    if (typed === value) return;
    const wait = setTimeout(() => onChange(typed), 250);
    return () => clearTimeout(wait);
  }, [typed, value, onChange]);
  return (
    <Input
      allowClear
      prefix={<SearchOutlined />}
      value={typed}
      onChange={(e) => setTyped(e.target.value)}
      placeholder={props.hint}
      aria-label={props.hint}
      style={{ width: props.width ?? 220 }}
    />
  );
}

/** Chooses one of the districts in the person's scope. */
export function AreaFilter(props: { value: string; onChange: (v: string) => void }) {
  const { t } = useT();
  const areas = useAreas();
  return (
    <Select
      value={props.value}
      onChange={props.onChange}
      style={{ width: 140 }}
      aria-label={t('kit.area')}
      options={[
        { value: '', label: t('kit.allAreas') },
        ...(areas.data ?? []).map((a) => ({ value: a.code, label: a.name })),
      ]}
    />
  );
}

export interface Choice<V extends string> {
  value: V;
  label: string;
}

/** A row of toggles, each with its word; none chosen means all. */
export function Chips<V extends string>(props: {
  label: string;
  choices: Choice<V>[];
  value: V[];
  onChange: (v: V[]) => void;
}) {
  return (
    <div className="chips" role="group" aria-label={props.label}>
      {props.choices.map((c) => {
        const on = props.value.includes(c.value);
        return (
          <button
            key={c.value}
            type="button"
            className={on ? 'chip on' : 'chip'}
            aria-pressed={on}
            onClick={() => props.onChange(on ? props.value.filter((v) => v !== c.value) : [...props.value, c.value])}
          >
            {c.label}
          </button>
        );
      })}
    </div>
  );
}
