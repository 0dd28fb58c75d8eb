import { useQuery } from '@tanstack/react-query';
import { App, Form, Modal } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { queries } from '@/api/queries';
import { ruleFormQuery, type Rule } from '@/api/rules';
import { useT } from '@/i18n/desk';
import type { Schema } from '@/kit/schema';
import { SchemaForm } from '@/kit/schema-form';
import { errorSentence, Loaded } from '@/kit/states';

type Values = Record<string, unknown>;

/** The fields that each kind uses; the others are left out of its form. */
const fields: Record<string, string[]> = {
  limit: ['points', 'key'],
  rate: ['points', 'key', 'window_s'],
  stuck: ['points', 'key', 'tolerance'],
  silence: ['points', 'key'],
  vote: ['points', 'need', 'max_age_s'],
  expression: ['inputs', 'expression', 'max_age_s'],
  promql: ['query', 'points'],
};
const special = new Set(Object.values(fields).flat());

/** The form of one kind: what it does not use is gone. */
export function schemaOf(whole: Schema, kind: string): Schema {
  const use = fields[kind] ?? [];
  const keep = Object.entries(whole.properties ?? {}).filter(([name]) => !special.has(name) || use.includes(name));
  const names = new Set(keep.map(([name]) => name));
  const must = kind === 'expression' ? ['inputs', 'expression'] : kind === 'promql' ? ['query'] : kind === 'rate' ? ['window_s'] : kind === 'vote' ? ['points'] : [];
  return { ...whole, properties: Object.fromEntries(keep), required: [...(whole.required ?? []).filter((n) => names.has(n)), ...must] };
}

const start: Values = { kind: 'limit', area: '2101', direction: 'above', on_delay_s: 0, off_delay_s: 0, inhibits: 'nothing', latching: false, safety_critical: false, steps: [{ severity: 'high' }] };

/** Writes a new rule, or the next version of one. */
export function RuleDialog({ rule, onClose, onDone }: { rule?: Rule; onClose: () => void; onDone: (id: string) => void }) {
  const { t } = useT();
  const { message } = App.useApp();
  const form = useQuery(ruleFormQuery);
  const [filled] = Form.useForm<Values>();
  const initial = (rule?.definition as Values | undefined) ?? start;
  const [kind, setKind] = useState(String(initial.kind));
  const [busy, setBusy] = useState(false);
  const done = async (definition: Values) => {
    setBusy(true);
    try {
      const r = rule
        ? await body(api.POST('/api/signal/rules/{id}/versions/{version}/edit', { params: { path: { id: rule.id, version: rule.version } }, body: { revision: rule.revision, definition } }))
        : await body(api.POST('/api/signal/rules', { body: { definition } }));
      message.success(t('rule.saved'));
      void queries.invalidateQueries({ queryKey: ['rules'] });
      onDone(r.id);
    } catch (e) {
      message.error(errorSentence(e, t), 6);
    }
    setBusy(false);
  };
  return (
    <Modal open width={860} title={t(rule ? 'rule.edit' : 'rule.newRule')} okText={t('rule.save')} cancelText={t('kit.cancel')} confirmLoading={busy} onOk={() => filled.submit()} onCancel={onClose} destroyOnHidden>
      <Loaded of={form}>
        {(d) => (
          <SchemaForm schema={schemaOf(d.definition as Schema, kind)} form={filled} initial={initial} onChange={(v) => setKind(String(v.kind))} onDone={(v) => void done({ ...zeros, ...v })} />
        )}
      </Loaded>
    </Modal>
  );
}

/** What the form leaves out when it is empty and the rule must say. */
const zeros: Values = { on_delay_s: 0, off_delay_s: 0, latching: false, safety_critical: false };
