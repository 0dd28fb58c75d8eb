import { useQuery } from '@tanstack/react-query';
import { Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { contactsQuery, formsQuery, type RosterItem, type Who } from '@/api/duty';
import { useT } from '@/i18n/desk';
import { AreaSelect } from '@/kit/area-select';
import { useAct } from './use-act';

interface Values {
  area: string;
  unit: string;
  title: string;
  pattern: string;
  leaders: string[];
  officers: string[];
}

/** Makes a roster, or changes one: its unit, how a day is cut, and who takes turns in which order. */
export function RosterDialog({ roster, onClose, onDone }: { roster?: RosterItem; onClose: () => void; onDone: (id: string) => void }) {
  const { t, say } = useT();
  const [form] = Form.useForm<Values>();
  const forms = useQuery(formsQuery);
  const [busy, act] = useAct();
  const save = async () => {
    const v = await form.validateFields();
    let id = roster?.id ?? '';
    const ok = await act(async () => {
      const r = roster
        ? await body(api.PUT('/api/duty/rosters/{id}', { params: { path: { id: roster.id } }, body: { ...v, version: roster.version } }))
        : await body(api.POST('/api/duty/rosters', { body: v }));
      id = r.id;
    });
    if (!ok) return;
    onDone(id);
    onClose();
  };
  const needed = [{ required: true, message: t('duty.needed') }];
  return (
    <Modal open title={t(roster ? 'duty.rosterEdit' : 'duty.rosterNew')} confirmLoading={busy} onOk={() => void save()} onCancel={onClose}>
      <Form form={form} layout="vertical" initialValues={roster ?? { pattern: '24h' }}>
        <Form.Item name="area" label={t('duty.inArea')} rules={needed}>
          <AreaSelect />
        </Form.Item>
        <Form.Item name="unit" label={t('duty.unit')} rules={needed}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="title" label={t('duty.rosterTitle')} rules={needed}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="pattern" label={t('duty.pattern')} rules={needed}>
          <Select loading={forms.isPending} options={(forms.data?.patterns ?? []).map((p) => ({ value: p.name, label: say(p.title) }))} />
        </Form.Item>
        <Form.Item name="leaders" label={t('duty.leader')} rules={needed} extra={t('duty.turnsHint')}>
          <People known={roster?.people ?? []} />
        </Form.Item>
        <Form.Item name="officers" label={t('duty.officer')} rules={needed}>
          <People known={roster?.people ?? []} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** Chooses several contacts, in the order of their turns. */
function People(props: { id?: string; value?: string[]; onChange?: (v: string[]) => void; known: Who[] }) {
  const { t } = useT();
  const [q, setQ] = useState('');
  const [met, setMet] = useState(props.known);
  const found = useQuery(contactsQuery(q));
  const all = [...(found.data ?? []), ...met.filter((m) => !found.data?.some((c) => c.id === m.id))];
  return (
    <Select
      id={props.id}
      mode="multiple"
      value={props.value}
      onChange={(v: string[]) => {
        setMet((old) => [...old, ...(found.data ?? []).filter((c) => v.includes(c.id) && !old.some((o) => o.id === c.id)).map((c) => ({ ...c, has_phone: c.phone !== '' }))]);
        props.onChange?.(v);
      }}
      placeholder={t('duty.choosePerson')}
      loading={found.isPending}
      showSearch={{ onSearch: setQ, filterOption: false }}
      options={all.map((c) => ({ value: c.id, label: c.name, note: [c.title, c.unit].filter(Boolean).join(' · ') }))}
      optionRender={(o) => (
        <>
          {o.data.label} <small className="faint">{o.data.note}</small>
        </>
      )}
    />
  );
}
