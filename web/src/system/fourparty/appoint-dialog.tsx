import { Form, Modal, Segmented } from 'antd';
import { api, body } from '@/api/client';
import { parties, type Party, type ProgrammeView } from '@/api/fourparty';
import { useT } from '@/i18n/desk';
import { PersonSelect } from '@/kit/person-select';
import { useActing } from '@/kit/use-act';

/** Says who scores for a party: for the units that are ticked, or for all. */
export function AppointDialog({ p, chosen, onClose }: { p: ProgrammeView; chosen: string[]; onClose: () => void }) {
  const { t } = useT();
  const [form] = Form.useForm<{ party: Party; person: string }>();
  const [busy, act] = useActing('fourparty');
  const appoint = async () => {
    const v = await form.validateFields();
    if (await act(() => body(api.POST('/api/fourparty/programmes/{id}/appoint', { params: { path: { id: p.id } }, body: { ...v, units: chosen } })))) onClose();
  };
  const names = p.units.filter((u) => chosen.includes(u.id)).map((u) => u.name);
  return (
    <Modal open title={t('fourparty.appoint')} okText={t('fourparty.appoint')} confirmLoading={busy} onOk={() => void appoint()} onCancel={onClose}>
      <p>
        {t('fourparty.units')}: <b>{names.length > 0 ? names.join('、') : t('fourparty.appointAll')}</b>
      </p>
      <p className="faint">{t('fourparty.appointHint')}</p>
      <Form form={form} layout="vertical" initialValues={{ party: 'self' }}>
        <Form.Item name="party" label={t('fourparty.party')}>
          <Segmented options={parties.map((x) => ({ value: x, label: t(`fourparty.party_${x}`) }))} />
        </Form.Item>
        <Form.Item name="person" label={t('fourparty.person')} rules={[{ required: true }]}>
          <PersonSelect />
        </Form.Item>
      </Form>
    </Modal>
  );
}
