import { Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { writeLog } from '@/api/room';
import type { TimelineEntry } from '@/api/types';
import { useT } from '@/i18n/desk';
import { Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { shanghai } from '@/kit/time';
import { useActing } from '@/kit/use-act';

/** The log: everything that happened, newest first. Entries are written and corrected, never changed. */
export function LogPanel({ incident, entries, may }: { incident: string; entries: TimelineEntry[]; may: boolean }) {
  const { t, say } = useT();
  const [correcting, setCorrecting] = useState<TimelineEntry>();
  const byHash = new Map(entries.map((e) => [e.hash, e]));
  const corrected = new Set(entries.map((e) => e.corrects).filter(Boolean));
  return (
    <div className="stack">
      {may && <EntryForm incident={incident} />}
      <p className="faint room-hint">{t('room.logCount', { n: entries.length })}</p>
      {entries.length === 0 && <Nothing />}
      <ol className="room-list" data-list="log">
        {entries.toReversed().map((e) => {
          const was = e.corrects ? byHash.get(e.corrects) : undefined;
          return (
            <li key={e.hash} data-entry={e.action} data-hash={e.hash}>
              <div className="row">
                <TimeText at={e.at} style="clock" />
                <b className="grow clip">
                  {e.task && <span className="soft">{e.task} </span>}
                  {say(e.title) || e.action}
                </b>
                <span className="faint">{e.actor}</span>
                {corrected.has(e.hash) && <span className="tag tag-orange">{t('room.corrected')}</span>}
                {may && (
                  <Button size="small" type="text" data-do="correct" aria-label={`${t('room.correct')} ${shanghai(e.at, 'clock')}`} onClick={() => setCorrecting(e)}>
                    {t('room.correct')}
                  </Button>
                )}
              </div>
              {e.corrects && <div className="faint">{t('room.corrects', { at: shanghai(was?.at, 'clock') })}</div>}
              {e.text && <div className="soft">{e.text}</div>}
            </li>
          );
        })}
      </ol>
      {correcting && <CorrectDialog incident={incident} entry={correcting} onClose={() => setCorrecting(undefined)} />}
    </div>
  );
}

interface Entry {
  text: string;
  at?: string;
}

/** A time that the browser's field says, as an instant; the field speaks the time of the city. */
const instant = (local?: string) => (local ? new Date(`${local}:00+08:00`).toISOString() : undefined);

function EntryForm({ incident }: { incident: string }) {
  const { t } = useT();
  const [form] = Form.useForm<Entry>();
  const [busy, act] = useActing('incident');
  const save = async (v: Entry) => {
    if (await act(() => writeLog(incident, v.text.trim(), undefined, instant(v.at)), t('room.logWritten'))) form.resetFields();
  };
  return (
    <Form form={form} layout="vertical" className="room-entry" onFinish={(v) => void save(v)}>
      <Form.Item name="text" label={t('room.logEntry')} rules={[{ required: true, whitespace: true, min: 2, message: t('kit.required', { name: t('room.logEntry') }) }]}>
        <Input.TextArea rows={2} maxLength={2000} placeholder={t('room.logHint')} data-field="log-text" />
      </Form.Item>
      <div className="row">
        <Form.Item name="at" label={t('room.logAt')} className="grow">
          <Input type="datetime-local" max={shanghai(Date.now(), 'minute').replace(' ', 'T')} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={busy} data-do="write-log">
          {t('room.logWrite')}
        </Button>
      </div>
    </Form>
  );
}

function CorrectDialog({ incident, entry, onClose }: { incident: string; entry: TimelineEntry; onClose: () => void }) {
  const { t, say } = useT();
  const [form] = Form.useForm<Entry>();
  const [busy, act] = useActing('incident');
  const save = async (v: Entry) => {
    if (await act(() => writeLog(incident, v.text.trim(), entry.hash), t('room.logWritten'))) onClose();
  };
  return (
    <Modal open title={t('room.correctTitle')} okText={t('room.correct')} cancelText={t('kit.cancel')} confirmLoading={busy} onOk={() => form.submit()} onCancel={onClose} destroyOnHidden>
      <p className="faint">{t('room.correctHint')}</p>
      <blockquote className="room-was">
        <TimeText at={entry.at} style="short" /> {say(entry.title)} {entry.text}
      </blockquote>
      <Form form={form} layout="vertical" onFinish={(v) => void save(v)}>
        <Form.Item name="text" label={t('room.correct')} rules={[{ required: true, whitespace: true, min: 2, message: t('kit.required', { name: t('room.correct') }) }]}>
          <Input.TextArea rows={3} maxLength={2000} autoFocus data-field="correct-text" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
