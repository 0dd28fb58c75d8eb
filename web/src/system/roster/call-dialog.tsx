import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Alert, Checkbox, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { formsQuery } from '@/api/duty';
import { useT } from '@/i18n/desk';
import { spanText } from '@/kit/time-text';
import { useAct } from './use-act';

/** Whom a call is for: a place with its matter, or one person. */
export interface CallFor {
  title: string;
  lon?: number;
  lat?: number;
  area?: string;
  matter?: string;
  contacts?: string[];
}

/** Asks for the reason and starts the call. */
export function CallDialog({ of, onClose }: { of: CallFor; onClose: () => void }) {
  const { t, say } = useT();
  const go = useNavigate();
  const forms = useQuery(formsQuery);
  const [why, setWhy] = useState('');
  const [everyone, setEveryone] = useState(false);
  const [busy, act] = useAct();
  const steps = forms.data?.channels ?? [];
  const start = async () => {
    let id = '';
    const { title: _, ...whom } = of;
    const ok = await act(async () => {
      id = (await body(api.POST('/api/duty/calls', { body: { ...whom, why, everyone } }))).id;
    }, t('duty.started'));
    if (!ok) return;
    onClose();
    void go({ to: '/duty/calls', search: { call: id } });
  };
  return (
    <Modal open title={`${t('duty.call')}：${of.title}`} okText={t('duty.call')} okButtonProps={{ disabled: !why.trim(), danger: true }} confirmLoading={busy} onOk={() => void start()} onCancel={onClose}>
      <Form layout="vertical">
        <Form.Item label={t('duty.why')} htmlFor="why" required>
          <Input.TextArea id="why" rows={3} maxLength={500} value={why} onChange={(e) => setWhy(e.target.value)} placeholder={t('duty.whyHint')} />
        </Form.Item>
        <Checkbox checked={everyone} onChange={(e) => setEveryone(e.target.checked)}>
          {t('duty.everyone')}
        </Checkbox>
        <p className="faint">{t('duty.ladder', { steps: steps.map((s) => `${say(s.title)} ${spanText(s.wait_s * 1000, t)}`).join(' → ') })}</p>
        {steps.length === 1 && <Alert type="warning" showIcon title={t('duty.noGateway')} />}
      </Form>
    </Modal>
  );
}
