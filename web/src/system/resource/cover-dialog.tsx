import { useQuery } from '@tanstack/react-query';
import { Form, InputNumber, Modal, Select } from 'antd';
import { api, body } from '@/api/client';
import type { ZoneCover } from '@/api/force';
import { kindsQuery } from '@/api/queries';
import { useT } from '@/i18n/desk';
import type { Words } from '@/api/types';
import { useActing } from '@/kit/use-act';

/** Sets how many teams of a speciality a zone keeps ready; 0 for no minimum. */
export function CoverDialog({ zone, onClose }: { zone: ZoneCover; onClose: () => void }) {
  const { t, say } = useT();
  const [form] = Form.useForm<{ sort: string; teams: number }>();
  const [busy, act] = useActing('force');
  const kinds = useQuery(kindsQuery);
  const schema = kinds.data?.find((k) => k.name === 'rescue-team')?.schema as { properties?: Record<string, { 'x-enum'?: Record<string, Words> }> } | undefined;
  const sorts = Object.entries(schema?.properties?.speciality?.['x-enum'] ?? {});
  const set = async (v: { sort: string; teams: number }) => {
    if (await act(() => body(api.POST('/api/resource/zones/{zone}/cover', { params: { path: { zone: zone.zone } }, body: { sort: v.sort || undefined, teams: v.teams } })), t('force.saved'))) onClose();
  };
  return (
    <Modal open title={t('force.setCoverOf', { zone: say(zone.title) })} okText={t('kit.ok')} cancelText={t('kit.cancel')} confirmLoading={busy} onOk={() => form.submit()} onCancel={onClose} destroyOnHidden>
      <Form form={form} layout="vertical" initialValues={{ sort: '', teams: zone.covers.find((c) => c.sort === '')?.minimum ?? 1 }} onFinish={(v) => void set(v)}>
        <Form.Item name="sort" label={t('force.sort')}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            loading={kinds.isPending}
            onChange={(v: string) => form.setFieldValue('teams', zone.covers.find((c) => c.sort === v)?.minimum ?? 0)}
            options={[{ value: '', label: t('force.anySort') }, ...sorts.map(([value, w]) => ({ value, label: say(w) }))]}
          />
        </Form.Item>
        <Form.Item name="teams" label={t('force.minimum')} rules={[{ required: true, message: t('kit.required', { name: t('force.minimum') }) }]}>
          <InputNumber min={0} max={1000} precision={0} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
