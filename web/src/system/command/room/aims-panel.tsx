import { Button, Form, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { setObjective, type Objective } from '@/api/room';
import { useT } from '@/i18n/desk';
import { ActPanel } from '@/kit/act-panel';
import { PersonSelect } from '@/kit/person-select';
import { Nothing } from '@/kit/states';
import { Countdown, TimeText } from '@/kit/time-text';
import { useActing } from '@/kit/use-act';

/** What the command wants to have reached, who answers for it, by when, and how it stands. */
export function AimsPanel({ incident, list, may }: { incident: string; list: Objective[]; may: boolean }) {
  const { t, say } = useT();
  const [adding, setAdding] = useState(false);
  return (
    <div className="stack">
      {may && (
        <div className="row">
          <span className="grow" />
          <Button size="small" type="primary" data-do="new-aim" onClick={() => setAdding(true)}>
            {t('room.newAim')}
          </Button>
        </div>
      )}
      {list.length === 0 && <Nothing title={t('room.noAims')} hint={t('room.noAimsHint')} />}
      <ul className="room-list" data-list="aims">
        {list.map((o) => (
          <li key={o.id} data-aim={o.id} data-stage={o.stage}>
            <div className="row">
              <b className="grow">{o.title}</b>
              <span className={`tag ${o.stage === 'met' ? 'tag-ok' : 'tag-plain'}`}>
                {o.stage === 'met' && <span aria-hidden="true">✓ </span>}
                {say(o.stage_title)}
              </span>
              {!o.closed && o.due_at && <Countdown at={o.due_at} />}
            </div>
            <div className="faint room-line">
              <span>
                {t('room.aimOwner')} {o.objective.owner}
              </span>
              {o.due_at && <TimeText at={o.due_at} style="short" />}
              {o.objective.measure && (
                <span>
                  {t('room.aimMeasure')} {o.objective.measure}
                </span>
              )}
            </div>
            {(o.objective.result || o.objective.progress) && <div className="soft">{o.objective.result || o.objective.progress}</div>}
            {o.acts.some((a) => a.allowed) && <ActPanel caseId={o.id} acts={o.acts.filter((a) => a.allowed)} size="small" quiet />}
          </li>
        ))}
      </ul>
      {adding && <AimDialog incident={incident} onClose={() => setAdding(false)} />}
    </div>
  );
}

interface Aim {
  title: string;
  measure?: string;
  assignee?: string;
  owner?: string;
  within: number;
}

function AimDialog({ incident, onClose }: { incident: string; onClose: () => void }) {
  const { t } = useT();
  const [form] = Form.useForm<Aim>();
  const [busy, act] = useActing('incident');
  const assignee = Form.useWatch('assignee', form);
  const save = async (v: Aim) => {
    const body = {
      title: v.title.trim(),
      measure: v.measure?.trim() || undefined,
      assignee: v.assignee || undefined,
      owner: v.assignee ? undefined : v.owner?.trim() || undefined,
      due: new Date(Date.now() + v.within * 3_600_000).toISOString(),
    };
    if (await act(() => setObjective(incident, body), t('room.aimSet'))) onClose();
  };
  return (
    <Modal open title={t('room.newAim')} okText={t('room.newAim')} cancelText={t('kit.cancel')} confirmLoading={busy} onOk={() => form.submit()} onCancel={onClose} destroyOnHidden>
      <Form form={form} layout="vertical" initialValues={{ within: 2 }} onFinish={(v) => void save(v)}>
        <Form.Item name="title" label={t('room.aimTitle')} rules={[{ required: true, whitespace: true, min: 2, message: t('kit.required', { name: t('room.aimTitle') }) }]}>
          <Input maxLength={100} autoFocus placeholder={t('room.aimTitleHint')} data-field="aim-title" />
        </Form.Item>
        <Form.Item name="measure" label={t('room.aimMeasure')}>
          <Input maxLength={300} />
        </Form.Item>
        <Form.Item name="assignee" label={t('room.aimOwner')}>
          <PersonSelect />
        </Form.Item>
        {!assignee && (
          <Form.Item name="owner" label={t('room.aimOwnerName')} rules={[{ required: true, whitespace: true, message: t('kit.required', { name: t('room.aimOwner') }) }]}>
            <Input maxLength={50} data-field="aim-owner" />
          </Form.Item>
        )}
        <Form.Item name="within" label={t('room.aimWithin')}>
          <Radio.Group optionType="button" buttonStyle="solid" options={[1, 2, 4, 8, 24].map((n) => ({ value: n, label: t('room.hours', { n }) }))} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
