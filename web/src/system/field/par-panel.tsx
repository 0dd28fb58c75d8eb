import './field.css';
import { useQuery } from '@tanstack/react-query';
import { Button, Form, InputNumber, Modal, Select } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { fieldQuery, parQuery, type FieldMessage, type ParState, type ParView } from '@/api/field';
import type { Task } from '@/api/types';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { ReasonDialog } from '@/kit/reason-dialog';
import { Loaded, Nothing } from '@/kit/states';
import { stopwatch } from '@/kit/stopwatch';
import { shanghai } from '@/kit/time';
import { useActing } from '@/kit/use-act';
import { useNow } from '@/kit/use-now';
import { RelayDialog } from './relay-dialog';
import { useSaid } from './words';

/**
 * The safety of the crews of an incident: maydays, clocks of safety, needs that wait, reports that contradict. It brings its own
 * data and acts and can stand on any page of the desk; `tasks` are those for which a clock may be started.
 */
export function ParPanel({ incident, tasks }: { incident: string; tasks: Task[] }) {
  const { t } = useT();
  const par = useQuery(parQuery(incident));
  const said = useQuery(fieldQuery(incident));
  const mayKeep = useMay('field.par.keep');
  const mayRelay = useMay('field.frame.relay');
  const [starting, setStarting] = useState(false);
  const [relaying, setRelaying] = useState(false);
  const messages = said.data ?? [];
  const maydays = messages.filter((m) => m.form === 'mayday' && (m.state === 'open' || m.state === 'answered'));
  const needs = messages.filter((m) => m.form !== 'mayday' && m.state === 'open');
  const conflicts = messages.filter((m) => m.conflict && !m.answered_at);
  const free = tasks.filter((x) => !x.closed && !par.data?.items.some((p) => p.task === x.id));
  return (
    <Loaded of={par}>
      {(v) => (
        <div className="crews" data-part="crews">
          {maydays.map((m) => (
            <MaydayRow key={m.id} m={m} />
          ))}
          {v.items.length === 0 && maydays.length === 0 && <Nothing title={t('field.deskNone')} hint={t('field.deskNoneHint')} />}
          {v.items.map((p) => (
            <CrewRow key={p.id} p={p} view={v} readAt={par.dataUpdatedAt} mayKeep={mayKeep} />
          ))}
          {needs.length > 0 && <h3>{t('field.deskNeeds')}</h3>}
          {needs.map((m) => (
            <SaidRow key={m.id} m={m} />
          ))}
          {conflicts.length > 0 && <h3>{t('field.deskConflicts')}</h3>}
          {conflicts.map((m) => (
            <SaidRow key={m.id} m={m} />
          ))}
          <div className="crews-acts">
            {mayKeep && free.length > 0 && (
              <Button size="small" data-do="start-par" onClick={() => setStarting(true)}>
                {t('field.deskStart')}
              </Button>
            )}
            {mayRelay && (
              <Button size="small" data-do="relay" onClick={() => setRelaying(true)}>
                {t('field.relay')}
              </Button>
            )}
            <span className="faint">
              {t('field.parHint', { n: v.terms.every, warn: v.terms.warn })}
              {'；'}
              {t('field.aloneTerm', { n: v.terms.again })}
              {!v.terms.verified && `（${t('field.unverified')}）`}
            </span>
          </div>
          {starting && <StartDialog tasks={free} minutes={v.terms.every} onClose={() => setStarting(false)} />}
          {relaying && <RelayDialog onClose={() => setRelaying(false)} />}
        </div>
      )}
    </Loaded>
  );
}

/** Whether anything of an incident's crews wants somebody's eye: for pages that show the panel only then. */
export function useCrews(incident: string, may: boolean) {
  const par = useQuery({ ...parQuery(incident), enabled: may });
  const said = useQuery({ ...fieldQuery(incident), enabled: may });
  const urgent = (said.data ?? []).filter((m) => (m.state === 'open' && m.form !== 'par') || (m.form === 'mayday' && m.state === 'answered') || (m.conflict && !m.answered_at));
  return { crews: par.data?.items ?? [], urgent };
}

function MaydayRow({ m }: { m: FieldMessage }) {
  const { t } = useT();
  const words = useSaid();
  const may = useMay('field.message.answer');
  const [busy, act] = useActing('field');
  const [ending, setEnding] = useState(false);
  const answer = (text: string) => act(() => body(api.POST('/api/field/messages/{id}/answer', { params: { path: { id: m.id } }, body: { text } })));
  return (
    <div className="crew crew-mayday" role="alert" data-mayday={m.id} data-state={m.state}>
      <div>
        <b>{t('field.deskMaydayFrom', { who: m.person_name, at: shanghai(m.at, 'clock'), what: words(m) })}</b>
        {m.placed && (
          <span className="faint">
            {m.lon.toFixed(5)}, {m.lat.toFixed(5)}（±{Math.round(m.accuracy)} m）
          </span>
        )}
        <AloneLine since={m.state === 'open' ? m.unanswered_since : ''} n={m.rounds} />
        {m.answered_at && <span>{t('field.answeredBy', { who: m.answered_by, text: m.answer })}</span>}
      </div>
      {may && (
        <div className="crew-acts">
          {m.state === 'open' && (
            <Button type="primary" size="small" loading={busy} data-act="answer" onClick={() => void answer(t('field.deskGot'))}>
              {t('field.deskGot')}
            </Button>
          )}
          <Button size="small" data-act="end" onClick={() => setEnding(true)}>
            {t('field.deskEnd')}
          </Button>
        </div>
      )}
      {ending && (
        <ReasonDialog
          title={t('field.deskEnd')}
          onClose={() => setEnding(false)}
          onDone={(text) => act(() => body(api.POST('/api/field/messages/{id}/end', { params: { path: { id: m.id } }, body: { text } })))}
        />
      )}
    </div>
  );
}

/** One crew: how long until it must be counted, or since when it should have been. */
function CrewRow({ p, view, readAt, mayKeep }: { p: ParState; view: ParView; readAt: number; mayKeep: boolean }) {
  const { t } = useT();
  const now = useNow() + Date.parse(view.at) - readAt;
  const left = Date.parse(p.due_at) - now;
  const state = p.overdue || left <= 0 ? 'over' : now >= Date.parse(p.warn_at) ? 'soon' : 'good';
  const [busy, act] = useActing('field');
  const [ending, setEnding] = useState(false);
  return (
    <div className={`crew crew-${p.short ? 'over' : state}`} data-par={p.id} data-state={p.short ? 'short' : state}>
      <div>
        <b>{p.person_name || p.task_title}</b> <span className="faint">{p.task_title}</span>
        <span className="faint">{t('field.deskCounted', { n: p.counted, of: p.persons, at: shanghai(p.last_at, 'clock') })}</span>
        <AloneLine since={p.ended_at ? '' : p.unanswered_since} n={p.rounds} />
      </div>
      <b className="crew-clock">
        {p.short && `${t('field.deskShort')} `}
        {left > 0 ? t('field.deskLeft', { t: stopwatch(left) }) : t('field.deskOver', { t: stopwatch(-left) })}
      </b>
      {mayKeep && (
        <div className="crew-acts">
          <Button size="small" loading={busy} data-act="radio" onClick={() => void act(() => body(api.POST('/api/field/par/{id}/count', { params: { path: { id: p.id } }, body: { say: 'ok', persons: p.persons } })))}>
            {t('field.deskRadio')}
          </Button>
          <Button size="small" data-act="end" onClick={() => setEnding(true)}>
            {t('field.deskEnd')}
          </Button>
        </div>
      )}
      {ending && (
        <ReasonDialog
          title={t('field.deskEnd')}
          onClose={() => setEnding(false)}
          onDone={(reason) => act(() => body(api.POST('/api/field/par/{id}/end', { params: { path: { id: p.id } }, body: { reason } })))}
        />
      )}
    </div>
  );
}

/** Says since when nobody answers the calls for somebody in danger. */
function AloneLine({ since, n }: { since?: string | null; n: number }) {
  const { t } = useT();
  if (!since) return null;
  return (
    <b className="crew-alone" data-alone={n}>
      <span aria-hidden="true">⚠ </span>
      {t('field.alone', { at: shanghai(since, 'short'), n })}
    </b>
  );
}

/** A need or a report that contradicts, with the way to answer it. */
function SaidRow({ m }: { m: FieldMessage }) {
  const { t } = useT();
  const words = useSaid();
  const may = useMay('field.message.answer');
  const [, act] = useActing('field');
  const [answering, setAnswering] = useState(false);
  return (
    <div className={`crew ${m.conflict ? 'crew-soon' : ''}`} data-message={m.id} data-form={m.form}>
      <div>
        <b>{words(m)}</b>
        <span className="faint">
          {m.person_name} {shanghai(m.at, 'short')} {m.task_title} {m.way === 'short' && t('field.deskWay')} {m.missing && t('field.deskMissing', { parts: m.missing })}
        </span>
      </div>
      {may && (
        <div className="crew-acts">
          <Button size="small" data-act="answer" onClick={() => setAnswering(true)}>
            {t(m.conflict ? 'field.deskSettled' : 'field.deskAnswer')}
          </Button>
        </div>
      )}
      {answering && (
        <ReasonDialog
          title={t(m.conflict ? 'field.deskSettled' : 'field.deskAnswer')}
          onClose={() => setAnswering(false)}
          onDone={(text) => act(() => body(api.POST('/api/field/messages/{id}/answer', { params: { path: { id: m.id } }, body: { text } })))}
        />
      )}
    </div>
  );
}

interface Start {
  task: string;
  minutes: number;
  persons: number;
}

function StartDialog({ tasks, minutes, onClose }: { tasks: Task[]; minutes: number; onClose: () => void }) {
  const { t } = useT();
  const [form] = Form.useForm<Start>();
  const [busy, act] = useActing('field');
  const start = async (v: Start) => {
    if (await act(() => body(api.POST('/api/field/par', { body: v })), t('field.deskStart'))) onClose();
  };
  return (
    <Modal open title={t('field.deskStart')} okText={t('kit.ok')} cancelText={t('kit.cancel')} confirmLoading={busy} onOk={() => form.submit()} onCancel={onClose} destroyOnHidden>
      <Form form={form} layout="vertical" initialValues={{ task: tasks[0]?.id, minutes, persons: 4 }} onFinish={(v) => void start(v)}>
        <Form.Item name="task" label={t('field.deskTask')} rules={[{ required: true }]}>
          <Select options={tasks.map((x) => ({ value: x.id, label: `${x.title} ${x.assignee_name}` }))} />
        </Form.Item>
        <Form.Item name="persons" label={t('field.deskPersons')} rules={[{ required: true }]}>
          <InputNumber min={1} max={500} precision={0} />
        </Form.Item>
        <Form.Item name="minutes" label={t('field.deskMinutes')} rules={[{ required: true }]}>
          <InputNumber min={2} max={240} precision={0} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
