import { Form, Modal } from 'antd';
import { useState, type ReactNode } from 'react';
import type { Act } from '@/api/types';
import { useT } from '@/i18n/desk';
import { perform, RefusalNote } from '@/kit/act-panel';
import type { Schema } from '@/kit/schema';
import { SchemaForm } from '@/kit/schema-form';
import { basisText } from '@/kit/term-text';

/** An act of a review with fields that the page fills in: those of `fixed` are not asked, those of `initial` are proposed. */
export function ActDialog(props: { caseId: string; act: Act; initial?: Record<string, unknown>; fixed?: Record<string, unknown>; about?: ReactNode; onClose: () => void }) {
  const { t, say } = useT();
  const [form] = Form.useForm<Record<string, unknown>>();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<unknown>();
  const { act, fixed = {} } = props;
  const whole = (act.form ?? {}) as Schema;
  const schema: Schema = {
    ...whole,
    properties: Object.fromEntries(Object.entries(whole.properties ?? {}).filter(([name]) => !(name in fixed))),
    required: whole.required?.filter((name) => !(name in fixed)),
    'x-order': whole['x-order']?.filter((name) => !(name in fixed)),
  };
  const send = async (v: Record<string, unknown>) => {
    setBusy(true);
    setRefusal(undefined);
    try {
      await perform(props.caseId, act.act, { ...v, ...fixed });
      props.onClose();
    } catch (e) {
      setRefusal(e);
    } finally {
      setBusy(false);
    }
  };
  const basis = basisText(act.basis);
  return (
    <Modal open title={say(act.title)} okText={say(act.title)} cancelText={t('kit.cancel')} confirmLoading={busy} width={720} mask={{ closable: false }} onOk={() => form.submit()} onCancel={props.onClose}>
      {basis && (
        <p className="faint">
          {t('kit.basis')} {basis}
        </p>
      )}
      {props.about}
      <SchemaForm schema={schema} form={form} initial={props.initial} onDone={(v) => void send(v)} />
      {refusal !== undefined && <RefusalNote error={refusal} form={form} schema={schema} />}
    </Modal>
  );
}

/** An act that the person may do now; undefined otherwise. */
export const actOf = (acts: Act[], name: string) => acts.find((a) => a.act === name && a.allowed && !a.waits?.length);
