import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox, Form, Input, Modal, Popconfirm } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { absencesQuery } from '@/api/duty';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { MomentField } from '@/kit/day-field';
import { Panel } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { shanghai } from '@/kit/time';
import { useAct } from './use-act';
import { ContactSelect } from './who-parts';

/** Who is away or will be, and who stands in. */
export function Absences() {
  const { t } = useT();
  const keeps = useMay('duty.post.keep');
  const [past, setPast] = useState(false);
  const [adding, setAdding] = useState(false);
  const list = useQuery(absencesQuery(past));
  const [busy, act] = useAct();
  const now = Date.now();
  return (
    <Panel
      title={t('duty.absences')}
      extra={
        <>
          <Checkbox checked={past} onChange={(e) => setPast(e.target.checked)}>
            {t('duty.withPast')}
          </Checkbox>
          {keeps && (
            <Button size="small" type="primary" onClick={() => setAdding(true)} data-do="new-absence">
              {t('duty.newAbsence')}
            </Button>
          )}
        </>
      }
    >
      <Loaded of={list}>
        {(all) =>
          all.length === 0 ? (
            <Nothing title={t('duty.absencesNone')} />
          ) : (
            <ul className="faults" data-absences>
              {all.map((a) => (
                <li key={a.id} className="chain-name">
                  <span>
                    {a.now && <span className="tag fault-gap">{t('duty.awayNow')}</span>} <b>{a.who.name}</b> <span className="faint">{a.who.title}</span> <span className="num">{shanghai(a.from_at, 'minute')}</span> –{' '}
                    <span className="num">{shanghai(a.to_at, 'minute')}</span> · {t('duty.substitute')} <b>{a.substitute_who.name}</b> <small className="faint">{a.reason}</small>
                  </span>
                  {keeps && Date.parse(a.to_at) > now && (
                    <Popconfirm title={t(a.now ? 'duty.endAwayAsk' : 'duty.takeBackAsk')} onConfirm={() => void act(() => body(api.POST('/api/duty/absences/end', { body: { id: a.id, contact: a.contact, substitute: a.substitute, version: a.version } })))}>
                      <Button size="small" loading={busy}>
                        {t(a.now ? 'duty.endAway' : 'duty.takeBack')}
                      </Button>
                    </Popconfirm>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {adding && <AbsenceDialog onClose={() => setAdding(false)} />}
    </Panel>
  );
}

interface Values {
  contact: string;
  substitute: string;
  from: string;
  to: string;
  reason: string;
}

/** What a field of date and time holds is a time of Beijing, wherever the browser stands. */
export const beijing = (local: string) => new Date(`${local}:00+08:00`).toISOString();

function AbsenceDialog({ onClose }: { onClose: () => void }) {
  const { t } = useT();
  const [form] = Form.useForm<Values>();
  const [busy, act] = useAct();
  const save = async () => {
    const v = await form.validateFields();
    const ok = await act(() => body(api.POST('/api/duty/absences', { body: { contact: v.contact, substitute: v.substitute, from_at: beijing(v.from), to_at: beijing(v.to), reason: v.reason } })));
    if (ok) onClose();
  };
  const needed = [{ required: true, message: t('duty.needed') }];
  return (
    <Modal open title={t('duty.newAbsence')} confirmLoading={busy} onOk={() => void save()} onCancel={onClose}>
      <Form form={form} layout="vertical">
        <Form.Item name="contact" label={t('duty.person')} rules={needed}>
          <ContactSelect />
        </Form.Item>
        <Form.Item name="substitute" label={t('duty.standIn')} rules={needed} extra={t('duty.standInHint')}>
          <ContactSelect />
        </Form.Item>
        <Form.Item name="from" label={t('duty.awayFrom')} rules={needed}>
          <MomentField />
        </Form.Item>
        <Form.Item name="to" label={t('duty.awayTo')} rules={needed}>
          <MomentField />
        </Form.Item>
        <Form.Item name="reason" label={t('duty.reason')} rules={needed}>
          <Input maxLength={200} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
