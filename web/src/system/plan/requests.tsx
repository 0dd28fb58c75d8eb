import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { planRequestsQuery, settleRequest, type PlanRequest } from '@/api/after';
import { queries } from '@/api/queries';
import { useT, type Key } from '@/i18n/desk';
import { RefusalNote } from '@/kit/act-panel';
import { Panel } from '@/kit/page';

/** What assessments of incidents ask of the plan; nothing where none did. */
export function Requests({ code }: { code: string }) {
  const { t } = useT();
  const list = useQuery(planRequestsQuery(code));
  const [settling, setSettling] = useState<PlanRequest>();
  if (!list.data || list.data.items.length === 0) return null;
  return (
    <Panel title={t('after.requests')}>
      <ul className="plan-defects">
        {list.data.items.map((r) => (
          <li key={r.id} data-request={r.id}>
            <span className={`tag ${r.state === 'open' ? 'tag-yellow' : 'tag-plain'}`}>{t(`after.r_${r.state}` as Key)}</span>
            <div>
              <p>{r.text}</p>
              <p className="faint">
                {t('after.requestFrom', { title: r.incident_title })} {r.item && <span className="num">{r.item}</span>} {t('after.term')} {r.due_on}
                {r.note && ` · ${r.settled_by}：${r.note}`}
              </p>
            </div>
            {r.state === 'open' && list.data.may_settle && (
              <Button size="small" data-do="settle" onClick={() => setSettling(r)}>
                {t('after.settle')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {settling && <Settle code={code} r={settling} onClose={() => setSettling(undefined)} />}
    </Panel>
  );
}

function Settle({ code, r, onClose }: { code: string; r: PlanRequest; onClose: () => void }) {
  const { t } = useT();
  const [form] = Form.useForm<{ how: 'revised' | 'declined'; note: string }>();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<unknown>();
  const send = async (v: { how: 'revised' | 'declined'; note: string }) => {
    setBusy(true);
    setRefusal(undefined);
    try {
      await settleRequest(code, r.id, v.how, v.note);
      void queries.invalidateQueries({ queryKey: ['plans'] });
      onClose();
    } catch (e) {
      setRefusal(e);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal open title={t('after.settle')} okText={t('after.settle')} cancelText={t('kit.cancel')} confirmLoading={busy} mask={{ closable: false }} onOk={() => form.submit()} onCancel={onClose}>
      <p>{r.text}</p>
      <Form form={form} layout="vertical" initialValues={{ how: 'revised' }} onFinish={(v) => void send(v)}>
        <Form.Item name="how" label={t('after.settle')}>
          <Radio.Group
            options={[
              { value: 'revised', label: t('after.revised') },
              { value: 'declined', label: t('after.declined') },
            ]}
          />
        </Form.Item>
        <Form.Item name="note" label={t('after.settleNote')} rules={[{ required: true, min: 2, message: t('kit.required', { name: t('after.settleNote') }) }]}>
          <Input.TextArea rows={3} maxLength={400} />
        </Form.Item>
      </Form>
      {refusal !== undefined && <RefusalNote error={refusal} form={form} />}
    </Modal>
  );
}
