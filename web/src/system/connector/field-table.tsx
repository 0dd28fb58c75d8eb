import { AutoComplete, Button, Checkbox, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import type { FieldRule, Target } from '@/api/connectors';
import { useT } from '@/i18n/desk';
import { codesOf, codesText } from './codes';

/** The fields of a mapping: one line each, ours on the left, theirs on the right. */
export function FieldTable({ fields, target, readOnly, onChange }: { fields: FieldRule[]; target: Target | undefined; readOnly?: boolean; onChange: (f: FieldRule[]) => void }) {
  const { t, say } = useT();
  const options = (target?.fields ?? []).map((f) => ({ value: f.name, label: `${f.name} · ${say(f.title)}${f.required ? ' *' : ''}` }));
  const put = (i: number, change: Partial<FieldRule>) => onChange(fields.map((f, k) => (k === i ? { ...f, ...change } : f)));
  return (
    <div className="mapping-fields">
      <table>
        <thead>
          <tr>
            <th>{t('connector.to')}</th>
            <th>{t('connector.from')}</th>
            <th>{t('connector.fixed')}</th>
            <th>{t('connector.codes')}</th>
            <th>{t('connector.as')}</th>
            <th>{t('connector.factor')}</th>
            <th>{t('connector.plus')}</th>
            <th>{t('connector.min')}</th>
            <th>{t('connector.max')}</th>
            <th>{t('connector.required')}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {fields.map((f, i) => {
            const number = (k: 'factor' | 'add' | 'min' | 'max', label: string) => (
              <td>
                <InputNumber size="small" style={{ width: 72 }} value={f[k] ?? null} disabled={readOnly} aria-label={label} onChange={(v) => put(i, { [k]: v ?? undefined })} />
              </td>
            );
            return (
              <tr key={i}>
                <td>
                  <AutoComplete size="small" style={{ width: 150 }} popupMatchSelectWidth={280} value={f.to} options={options} disabled={readOnly} aria-label={t('connector.to')} onChange={(v) => put(i, { to: v })} />
                </td>
                <td>
                  <Input size="small" style={{ width: 170 }} value={f.from ?? ''} disabled={readOnly} aria-label={t('connector.from')} onChange={(e) => put(i, { from: e.target.value || undefined })} />
                </td>
                <td>
                  <Input size="small" style={{ width: 100 }} value={f.value ?? ''} disabled={readOnly} aria-label={t('connector.fixed')} onChange={(e) => put(i, { value: e.target.value || undefined })} />
                </td>
                <td>
                  <CodesInput value={f.codes} disabled={readOnly} onChange={(codes) => put(i, { codes })} />
                </td>
                <td>
                  <Select
                    size="small"
                    style={{ width: 76 }}
                    value={f.as ?? ''}
                    disabled={readOnly}
                    aria-label={t('connector.as')}
                    onChange={(v) => put(i, { as: v || undefined })}
                    options={[
                      { value: '', label: t('connector.asAuto') },
                      { value: 'text', label: t('connector.text') },
                      { value: 'number', label: t('connector.number') },
                      { value: 'bool', label: t('connector.bool') },
                    ]}
                  />
                </td>
                {number('factor', t('connector.factor'))}
                {number('add', t('connector.plus'))}
                {number('min', t('connector.min'))}
                {number('max', t('connector.max'))}
                <td>
                  <Checkbox checked={f.required ?? false} disabled={readOnly} aria-label={t('connector.required')} onChange={(e) => put(i, { required: e.target.checked || undefined })} />
                </td>
                <td>
                  {!readOnly && (
                    <Button size="small" type="text" onClick={() => onChange(fields.filter((_, k) => k !== i))}>
                      {t('connector.remove')}
                    </Button>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** Codes as text; they are read when the person leaves the field, so that half a word is not taken away. */
function CodesInput({ value, disabled, onChange }: { value: FieldRule['codes']; disabled?: boolean; onChange: (c: Record<string, string> | undefined) => void }) {
  const { t } = useT();
  const [text, setText] = useState<string>();
  return (
    <Input
      size="small"
      style={{ width: 190 }}
      value={text ?? codesText(value)}
      disabled={disabled}
      aria-label={t('connector.codes')}
      onChange={(e) => setText(e.target.value)}
      onBlur={() => {
        if (text !== undefined) onChange(codesOf(text));
        setText(undefined);
      }}
    />
  );
}
