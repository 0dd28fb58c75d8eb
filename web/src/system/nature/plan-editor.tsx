import { useQuery } from '@tanstack/react-query';
import { Alert, App, Form, Modal } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { queries } from '@/api/queries';
import type { WaterPointView } from '@/api/watch';
import { useT } from '@/i18n/desk';
import type { Schema } from '@/kit/schema';
import { SchemaForm } from '@/kit/schema-form';
import { errorSentence, Loaded } from '@/kit/states';

type Values = Record<string, unknown>;

/** Writes the plan of a water-logging point, against the version that was read: who is first wins, the other is told. */
export function PlanEditor({ v, onClose }: { v: WaterPointView; onClose: () => void }) {
  const { t } = useT();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState('');
  const schema = useQuery({ queryKey: ['water', 'plan-form'], staleTime: Infinity, queryFn: () => body(api.GET('/api/nature/waterlogging/plan/form')) });
  const done = async (filled: Values) => {
    setBusy(true);
    setRefusal('');
    try {
      await body(api.PUT('/api/nature/waterlogging/{id}/plan', { params: { path: { id: v.point.id } }, body: { version: v.plan.version, form: { ...zeros, ...filled } } }));
      message.success(t('nature.planKept'));
      void queries.invalidateQueries({ queryKey: ['water'] });
      onClose();
    } catch (e) {
      setRefusal(errorSentence(e, t));
    }
    setBusy(false);
  };
  return (
    <Modal open width={860} title={`${t('nature.planEdit')} · ${v.point.name}`} okText={t('kit.save')} cancelText={t('kit.cancel')} confirmLoading={busy} onOk={() => form.submit()} onCancel={onClose} destroyOnHidden>
      {refusal && <Alert type="error" showIcon title={refusal} role="alert" />}
      <Loaded of={schema}>{(d) => <SchemaForm schema={d.schema as Schema} form={form} initial={v.plan.form as unknown as Values} onDone={(x) => void done(x)} />}</Loaded>
    </Modal>
  );
}

/** What the form leaves out when it is empty and a plan must say. */
const zeros: Values = { people: 0, pumps: [], barriers: [], table: [], steps: [], leader: '', street: '', squad: '', detour: '' };
