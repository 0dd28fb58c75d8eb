import { useQuery } from '@tanstack/react-query';
import { Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { contactsQuery } from '@/api/duty';
import { handOver, type RoleHolder } from '@/api/room';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { useActing } from '@/kit/use-act';

interface Hand {
  contact?: string;
  name?: string;
  note: string;
}

/** Hands a role over: to somebody of the directory or to a name, with what is handed over. */
export function HandDialog({ incident, role, onClose }: { incident: string; role: RoleHolder; onClose: () => void }) {
  const { t } = useT();
  const [form] = Form.useForm<Hand>();
  const [busy, act] = useActing('incident');
  const sees = useMay('duty.post.read');
  const [q, setQ] = useState('');
  const people = useQuery({ ...contactsQuery(q), enabled: sees, placeholderData: (was) => was });
  const save = async (v: Hand) => {
    const to = (people.data ?? []).find((p) => p.id === v.contact)?.name ?? v.name?.trim() ?? '';
    const body = { role: role.role, from: role.name, contact: v.contact || undefined, name: v.contact ? undefined : v.name?.trim() || undefined, note: v.note.trim() };
    if (await act(() => handOver(incident, body), t('room.handDone', { role: role.title, from: role.name || t('room.vacant'), to }))) onClose();
  };
  const chosen = Form.useWatch('contact', form);
  return (
    <Modal open title={t('room.handTitle', { role: role.title })} okText={t('room.handOver')} cancelText={t('kit.cancel')} confirmLoading={busy} onOk={() => form.submit()} onCancel={onClose} destroyOnHidden>
      <p>
        {t('room.handFrom')} <b>{role.name || t('room.vacant')}</b>
      </p>
      <Form form={form} layout="vertical" onFinish={(v) => void save(v)}>
        {sees && (
          <Form.Item name="contact" label={t('room.handTo')} extra={t('room.handToHint')}>
            <Select
              allowClear
              data-field="contact"
              showSearch={{ filterOption: false, onSearch: setQ }}
              loading={people.isFetching}
              options={(people.data ?? []).map((p) => ({ value: p.id, label: [p.name, p.title, p.unit].filter(Boolean).join(' ') }))}
            />
          </Form.Item>
        )}
        {!chosen && (
          <Form.Item name="name" label={t('room.handName')} rules={[{ required: true, whitespace: true, message: t('kit.required', { name: t('room.handName') }) }]}>
            <Input maxLength={50} data-field="hand-name" />
          </Form.Item>
        )}
        <Form.Item name="note" label={t('room.handNote')} rules={[{ required: true, whitespace: true, min: 2, message: t('kit.required', { name: t('room.handNote') }) }]}>
          <Input.TextArea rows={3} maxLength={500} placeholder={t('room.handNoteHint')} data-field="hand-note" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
