import { Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import type { Contact } from '@/api/duty';
import { useT } from '@/i18n/desk';
import { AreaSelect } from '@/kit/area-select';
import { PersonSelect } from '@/kit/person-select';
import { useAct } from './use-act';

const fields = ['name', 'title', 'unit', 'phone', 'second', 'third'] as const;
type Values = Partial<Record<(typeof fields)[number] | 'area' | 'account', string>>;

/** Adds a contact, or changes one. A new number counts as not confirmed. */
export function ContactDialog({ of, onClose }: { of?: Contact; onClose: () => void }) {
  const { t } = useT();
  const [form] = Form.useForm<Values>();
  const [busy, act] = useAct();
  const save = async () => {
    const v = await form.validateFields();
    const given = Object.fromEntries(Object.entries(v).filter(([, x]) => x));
    const ok = await act(() =>
      of
        ? body(api.PUT('/api/duty/contacts/{id}', { params: { path: { id: of.id } }, body: { version: of.version, form: given } }))
        : body(api.POST('/api/duty/contacts', { body: { form: given } })),
    );
    if (ok) onClose();
  };
  return (
    <Modal open title={t(of ? 'duty.changeContact' : 'duty.newContact')} confirmLoading={busy} onOk={() => void save()} onCancel={onClose}>
      <Form form={form} layout="vertical" initialValues={of}>
        <Form.Item name="account" label={t('duty.account')}>
          <PersonSelect />
        </Form.Item>
        {fields.slice(0, 3).map((k) => (
          <Form.Item key={k} name={k} label={t(k === 'name' ? 'duty.person' : k === 'title' ? 'duty.position' : 'duty.unit')} rules={k === 'name' ? [{ required: true, message: t('duty.needed') }] : []}>
            <Input maxLength={100} />
          </Form.Item>
        ))}
        <Form.Item name="area" label={t('duty.inArea')} rules={[{ required: true, message: t('duty.needed') }]}>
          <AreaSelect />
        </Form.Item>
        {fields.slice(3).map((k) => (
          <Form.Item key={k} name={k} label={t(`duty.${k as 'phone'}`)}>
            <Input inputMode="tel" maxLength={20} />
          </Form.Item>
        ))}
      </Form>
    </Modal>
  );
}

/** Records how a number was confirmed. */
export function ConfirmDialog({ of, onClose }: { of: Contact; onClose: () => void }) {
  const { t } = useT();
  const [how, setHow] = useState('');
  const [busy, act] = useAct();
  const save = async () => {
    if (await act(() => body(api.POST('/api/duty/contacts/{id}/confirm', { params: { path: { id: of.id } }, body: { version: of.version, how } })))) onClose();
  };
  return (
    <Modal open title={`${t('duty.confirm')}：${of.name} ${of.phone}`} okButtonProps={{ disabled: !how.trim() }} confirmLoading={busy} onOk={() => void save()} onCancel={onClose}>
      <Input value={how} onChange={(e) => setHow(e.target.value)} maxLength={100} placeholder={t('duty.confirmHint')} aria-label={t('duty.confirmHint')} />
    </Modal>
  );
}
