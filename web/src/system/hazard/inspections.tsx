import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Modal, Segmented } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import type { SourceView } from '@/api/watch';
import { useMay } from '@/app/session';
import { useT, type Key } from '@/i18n/desk';
import { Panel } from '@/kit/page';
import { errorSentence } from '@/kit/states';
import { TimeText } from '@/kit/time-text';

type Inspection = SourceView['inspections'][number];
const states = { fine: ['hazard.fine', 'ok'], open: ['hazard.open', 'red'], closed: ['hazard.closed', 'blue'] } as const;

/** The inspections of a source from the screen, and the checklist of a new one. */
export function Inspections({ v }: { v: SourceView }) {
  const { t } = useT();
  const may = useMay('hazard.inspection.do');
  const [open, setOpen] = useState(false);
  return (
    <Panel title={t('hazard.inspections')} extra={may && <Button type="primary" size="small" onClick={() => setOpen(true)}>{t('hazard.inspect')}</Button>}>
      {v.inspections.length === 0 ? (
        <span className="faint">{t('hazard.noInspections')}</span>
      ) : (
        <ul className="people-list">
          {v.inspections.slice(0, 5).map((i) => (
            <Line key={i.id} i={i} may={may} />
          ))}
        </ul>
      )}
      {open && <Checklist v={v} onClose={() => setOpen(false)} />}
    </Panel>
  );
}

function Line({ i, may }: { i: Inspection; may: boolean }) {
  const { t } = useT();
  const { modal, message } = App.useApp();
  const client = useQueryClient();
  const close = useMutation({
    mutationFn: (note: string) => body(api.POST('/api/hazard/inspections/{id}/close', { params: { path: { id: i.id } }, body: { note } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ['hazards'] }),
    onError: (e) => void message.error(errorSentence(e, t)),
  });
  const ask = () => {
    let note = '';
    modal.confirm({
      title: t('hazard.close'),
      content: <Input.TextArea rows={3} maxLength={500} aria-label={t('hazard.closeNote')} placeholder={t('hazard.closeNote')} onChange={(e) => (note = e.target.value)} />,
      onOk: () => close.mutateAsync(note),
    });
  };
  const [word, tone] = states[i.state];
  return (
    <li>
      <span>
        <span className={`tag tag-${tone}`}>{t(word)}</span> {i.answers.note} {i.state === 'closed' && <span className="faint">→ {i.closed_note}</span>}
      </span>
      <span className="faint">
        {i.by} <TimeText at={i.at} style="minute" /> {may && i.state === 'open' && <Button size="small" onClick={ask}>{t('hazard.close')}</Button>}
      </span>
    </li>
  );
}

const items = ['values', 'online', 'alarms', 'cameras', 'promise', 'people'] as const;
type Answers = Record<(typeof items)[number], 'ok' | 'bad' | 'none'>;
const nothing = Object.fromEntries(items.map((k) => [k, 'none'])) as Answers;

/** One press for each thing looked at; what the screen shows stands beside it. */
function Checklist({ v, onClose }: { v: SourceView; onClose: () => void }) {
  const { t } = useT();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [answers, setAnswers] = useState<Answers>(nothing);
  const [note, setNote] = useState('');
  const c = v.checklist;
  const promiseWord = ({ due: 'hazard.due', made: 'hazard.made', late: 'hazard.late', missing: 'hazard.missing' } as Record<string, Key>)[c.promise];
  const text: Record<(typeof items)[number], string> = {
    values: t('hazard.qValues', { n: c.beyond }),
    online: t('hazard.qOnline', { n: c.online, m: c.points }),
    alarms: t('hazard.qAlarms', { n: c.alarms, u: c.unseen }),
    cameras: t('hazard.qCameras', { n: c.cameras_online, m: c.cameras }),
    promise: t('hazard.qPromise', { s: promiseWord ? t(promiseWord) : '–' }),
    people: t('hazard.qPeople', { n: c.named }),
  };
  const save = useMutation({
    mutationFn: () => body(api.POST('/api/hazard/sources/{id}/inspections', { params: { path: { id: v.source.id } }, body: { ...answers, note: note || undefined } as never })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['hazards'] });
      void message.success(t('hazard.inspectDone'));
      onClose();
    },
  });
  return (
    <Modal
      open
      title={t('hazard.inspectTitle', { name: v.source.name })}
      onCancel={onClose}
      onOk={() => save.mutate()}
      okText={t('hazard.inspectSave')}
      confirmLoading={save.isPending}
      okButtonProps={{ disabled: !items.some((k) => answers[k] !== 'none') }}
    >
      {items.map((k) => (
        <div key={k} className="inspect-row">
          <span>{text[k]}</span>
          <Segmented<'ok' | 'bad' | 'none'>
            value={answers[k]}
            onChange={(a) => setAnswers({ ...answers, [k]: a })}
            options={[
              { value: 'ok', label: t('hazard.ok') },
              { value: 'bad', label: t('hazard.bad') },
              { value: 'none', label: t('hazard.notSeen') },
            ]}
          />
        </div>
      ))}
      <p>
        <Button size="small" onClick={() => setAnswers(Object.fromEntries(items.map((k) => [k, 'ok'])) as Answers)}>{t('hazard.inspectAll')}</Button>
      </p>
      {items.some((k) => answers[k] === 'bad') && <Input.TextArea rows={3} maxLength={500} value={note} onChange={(e) => setNote(e.target.value)} placeholder={t('hazard.noteLabel')} aria-label={t('hazard.noteLabel')} />}
      {save.error && <p className="overdue" role="alert">{errorSentence(save.error, t)}</p>}
    </Modal>
  );
}
