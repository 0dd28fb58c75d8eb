import { Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { beginReport, type NewMatter } from '@/api/report';
import { useT, type Key } from '@/i18n/desk';
import { caseMoved, RefusalNote } from '@/kit/act-panel';
import { AreaSelect } from '@/kit/area-select';
import { ShanghaiTime } from '@/kit/schema-form';

export const sorts = ['work', 'traffic', 'fire', 'forest', 'natural', 'health', 'social'] as const;

/** Begins to report an incident of ours, or one that somebody told. The clocks count from when it was known. */
export function BeginDialog({ incident, sort, known, onClose, onDone }: { incident?: string; sort?: string; known?: string; onClose: () => void; onDone: (id: string) => void }) {
  const { t } = useT();
  const [form] = Form.useForm<NewMatter>();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<unknown>();
  const done = async (v: NewMatter) => {
    setBusy(true);
    setRefusal(undefined);
    try {
      const made = await beginReport({ ...v, incident });
      caseMoved();
      onDone(made.id);
    } catch (e) {
      setRefusal(e);
    } finally {
      setBusy(false);
    }
  };
  const must = (name: Key) => [{ required: true, message: t('kit.required', { name: t(name) }) }];
  return (
    <Modal open title={t(incident ? 'report.begin' : 'report.new')} okText={t('report.begin')} cancelText={t('kit.cancel')} confirmLoading={busy} mask={{ closable: false }} width={640} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" initialValues={{ sort, known_at: known, happened_at: known }} onFinish={(v) => void done(v)}>
        {!incident && (
          <>
            <Form.Item name="title" label={t('report.name')} rules={must('report.name')}>
              <Input maxLength={100} />
            </Form.Item>
            <Form.Item name="area" label={t('report.area')} rules={must('report.area')}>
              <AreaSelect whole />
            </Form.Item>
          </>
        )}
        <Form.Item name="sort" label={t('report.sort')} rules={must('report.sort')}>
          <Select options={sorts.map((s) => ({ value: s, label: t(`report.sort_${s}`) }))} placeholder={t('kit.choose')} />
        </Form.Item>
        <div className="form-pair">
          <Form.Item name="happened_at" label={t('report.happenedLabel')} rules={must('report.happenedLabel')}>
            <ShanghaiTime />
          </Form.Item>
          <Form.Item name="known_at" label={t('report.knownLabel')} rules={must('report.knownLabel')}>
            <ShanghaiTime />
          </Form.Item>
        </div>
        <div className="form-pair">
          <Form.Item name="place" label={t('report.place')}>
            <Input maxLength={300} />
          </Form.Item>
          <Form.Item name="unit" label={t('report.unit')}>
            <Input maxLength={300} />
          </Form.Item>
        </div>
        {!incident && (
          <Form.Item name="summary" label={t('report.summary')}>
            <Input.TextArea rows={2} maxLength={2000} />
          </Form.Item>
        )}
      </Form>
      {refusal !== undefined && <RefusalNote error={refusal} form={form} />}
    </Modal>
  );
}
