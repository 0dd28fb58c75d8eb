import { Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import type { MatterView } from '@/api/report';
import { useT } from '@/i18n/desk';
import { perform, RefusalNote } from '@/kit/act-panel';
import { Panel } from '@/kit/page';
import { ShanghaiTime } from '@/kit/schema-form';
import { TimeText } from '@/kit/time-text';

/** Reports by telephone: who, when, to whom, and what was said. */
export function PhonesPanel({ v, may }: { v: MatterView; may: boolean }) {
  const { t } = useT();
  const [open, setOpen] = useState(false);
  const calls = v.matter.phones ?? [];
  return (
    <Panel
      title={t('report.phones')}
      extra={
        may && (
          <Button size="small" data-do="phone" onClick={() => setOpen(true)}>
            {t('report.phone')}
          </Button>
        )
      }
    >
      {calls.length === 0 && <p className="faint">{t('report.noPhones')}</p>}
      <ul className="phones">
        {calls.toReversed().map((c, i) => (
          <li key={i}>
            <TimeText at={c.at} style="short" /> {c.organ} {c.person} {c.phone}
            <div className="faint">
              {t('report.by')} {c.caller}：{c.text}
            </div>
          </li>
        ))}
      </ul>
      {open && <CallDialog v={v} onClose={() => setOpen(false)} />}
    </Panel>
  );
}

function CallDialog({ v, onClose }: { v: MatterView; onClose: () => void }) {
  const { t } = useT();
  const [form] = Form.useForm<Record<string, unknown>>();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<unknown>();
  const must = (name: string) => [{ required: true, message: t('kit.required', { name }) }];
  const send = async (f: Record<string, unknown>) => {
    setBusy(true);
    setRefusal(undefined);
    try {
      await perform(v.id, 'phone', f);
      onClose();
    } catch (e) {
      setRefusal(e);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal open title={t('report.phone')} okText={t('report.phone')} cancelText={t('kit.cancel')} confirmLoading={busy} width={640} mask={{ closable: false }} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" initialValues={{ at: v.now, organ: v.upper?.name, phone: v.upper?.phone || undefined }} onFinish={(f) => void send(f)}>
        <Form.Item name="at" label={t('report.callAt')} rules={must(t('report.callAt'))}>
          <ShanghaiTime />
        </Form.Item>
        <div className="form-pair">
          <Form.Item name="organ" label={t('report.callOrgan')} rules={must(t('report.callOrgan'))}>
            <Input maxLength={100} />
          </Form.Item>
          <Form.Item name="person" label={t('report.callPerson')} rules={must(t('report.callPerson'))}>
            <Input maxLength={50} />
          </Form.Item>
        </div>
        <Form.Item name="phone" label={t('report.callPhone')}>
          <Input maxLength={20} />
        </Form.Item>
        <Form.Item name="text" label={t('report.callText')} rules={must(t('report.callText'))}>
          <Input.TextArea rows={3} maxLength={2000} />
        </Form.Item>
      </Form>
      {refusal !== undefined && <RefusalNote error={refusal} form={form} />}
    </Modal>
  );
}
