import './warn.css';
import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input, InputNumber, Radio, Select } from 'antd';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { useAreas } from '@/api/queries';
import { eventsQuery, lookAt, type Draft, type EventType, type Look } from '@/api/warn';
import { useT } from '@/i18n/desk';
import { Panel } from '@/kit/page';
import { ShanghaiTime } from '@/kit/schema-form';
import { errorSentence, Loading } from '@/kit/states';
import { Previews } from './previews';

const DrawMap = lazy(() => import('./draw-map'));

const colours = ['red', 'orange', 'yellow', 'blue'] as const;
const channels = ['board', 'siren', 'sms', 'push', 'voice', 'webhook', 'mail'] as const;

/** In six hours, to the minute. */
export const soon = () => new Date(Math.floor(Date.now() / 60_000) * 60_000 + 6 * 3_600_000).toISOString();

/** The text of a warning, its area on the map, and at every moment what is wrong with it and whom it will reach. */
export function Editor({ start, onSave }: { start?: Draft; onSave: (d: Draft) => Promise<void> }) {
  const { t } = useT();
  const { message } = App.useApp();
  const [form] = Form.useForm<Draft>();
  const areas = useAreas();
  const events = useQuery(eventsQuery);
  const [draft, setDraft] = useState<Partial<Draft>>(() => start ?? { status: 'Actual', colour: 'blue', expires: soon(), areas: [] });
  const [busy, setBusy] = useState(false);
  const look = useLook(draft);
  const event = events.data?.find((e) => e.value === draft.event);
  const change = (part: Partial<Draft>) => {
    form.setFieldsValue(part);
    setDraft((d) => ({ ...d, ...part }));
  };
  /** The words of the template for what is filled in at this moment. */
  const template = async () => {
    try {
      const { wording } = await lookAt(clean({ ...draft, ...form.getFieldsValue() }));
      change({ headline: wording.headline, description: wording.description, instruction: wording.instruction });
    } catch (e) {
      message.error(errorSentence(e, t), 6);
    }
  };
  const save = async (v: Draft) => {
    setBusy(true);
    await onSave(clean({ ...v, polygon: draft.polygon, source: draft.source }));
    setBusy(false);
  };
  return (
    <Form form={form} layout="vertical" initialValues={draft} onValuesChange={(part: Partial<Draft>) => setDraft((d) => ({ ...d, ...part }))} onFinish={(v) => void save(v)} scrollToFirstError>
      <div className="warn-two">
        <div className="stack">
          <Panel
            title={t('warn.edit')}
            extra={
              <>
                <Button disabled={!draft.event} onClick={() => void template()}>
                  {t('warn.template')}
                </Button>{' '}
                <Button type="primary" htmlType="submit" loading={busy}>
                  {t('warn.save')}
                </Button>
              </>
            }
          >
            <Fields events={events.data ?? []} areas={(areas.data ?? []).map((a) => ({ value: a.code, label: a.name }))} unit={event?.unit} />
          </Panel>
        </div>
        <div className="stack">
          <Panel title={t('warn.map')}>
            <Suspense fallback={<Loading />}>
              <DrawMap polygon={draft.polygon} onChange={(polygon) => change({ polygon })} />
            </Suspense>
          </Panel>
          {look && <LookPanel look={look} />}
          {event && event.criteria.length > 0 && (
            <Panel title={t('warn.criteria')}>
              <ul className="warn-faults">
                {event.criteria.map((c) => (
                  <li key={c.colour}>
                    <span className={`tag tag-${c.colour}`}>{t(`warn.${c.colour}`)}</span> {c.words}
                  </li>
                ))}
              </ul>
              {look?.deserved && <p>{t('warn.criteriaWith', { colour: t(`warn.${look.deserved}`) })}</p>}
            </Panel>
          )}
          {look && <Previews list={look.previews} />}
        </div>
      </div>
    </Form>
  );
}

/** What the server says of the draft, half a second after the last change. */
function useLook(draft: Partial<Draft>): Look | undefined {
  const [look, setLook] = useState<Look>();
  const text = useMemo(() => JSON.stringify(clean(draft)), [draft]);
  useEffect(() => {
    let stale = false;
    const wait = setTimeout(() => {
      lookAt(JSON.parse(text) as Partial<Draft>).then(
        (l) => !stale && setLook(l),
        () => undefined, // saving says what is wrong
      );
    }, 500);
    return () => {
      stale = true;
      clearTimeout(wait);
    };
  }, [text]);
  return look;
}

/** Without what is empty: the server takes a missing field for none. */
function clean<D extends Partial<Draft>>(d: D): D {
  return Object.fromEntries(Object.entries(d).filter(([, v]) => v !== undefined && v !== null && v !== '' && !(Array.isArray(v) && v.length === 0))) as D;
}

function LookPanel({ look }: { look: Look }) {
  const { t, say } = useT();
  return (
    <Panel>
      {look.faults.length === 0 ? (
        <Alert type="success" showIcon title={t('warn.sound')} />
      ) : (
        <Alert
          type="warning"
          showIcon
          title={t('warn.faults', { n: look.faults.length })}
          description={
            <ul className="warn-faults">
              {look.faults.map((f, i) => (
                <li key={i}>{say(f.text)}</li>
              ))}
            </ul>
          }
        />
      )}
      <p className="num">{t('warn.willReach', { boards: look.boards, sirens: look.sirens, people: look.people })}</p>
    </Panel>
  );
}

function Fields({ events, areas, unit }: { events: EventType[]; areas: { value: string; label: string }[]; unit?: string }) {
  const { t, say } = useT();
  const needed = [{ required: true, message: t('warn.f_needed') }];
  return (
    <div className="form-two">
      <Form.Item name="event" label={t('warn.f_event')} rules={needed}>
        <Select showSearch={{ optionFilterProp: 'label' }} options={events.map((e) => ({ value: e.value, label: say(e.title) }))} />
      </Form.Item>
      <Form.Item name="status" label={t('warn.f_nature')}>
        <Radio.Group
          optionType="button"
          options={[
            { value: 'Actual', label: t('warn.f_actual') },
            { value: 'Exercise', label: t('warn.exercise') },
            { value: 'Test', label: t('warn.test') },
          ]}
        />
      </Form.Item>
      <Form.Item name="colour" label={t('warn.f_colour')} rules={needed}>
        <Radio.Group options={colours.map((c) => ({ value: c, label: <span className={`tag tag-${c}`}>{t(`warn.${c}`)}</span> }))} />
      </Form.Item>
      <Form.Item name="areas" label={t('warn.f_areas')} rules={needed}>
        <Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={[{ value: '2101', label: t('warn.f_city') }, ...areas]} />
      </Form.Item>
      <Form.Item name="hours" label={t('warn.f_hours')}>
        <InputNumber min={1} max={240} precision={0} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="value" label={`${t('warn.f_value')}${unit ? `（${unit}）` : ''}`}>
        <InputNumber min={-60} max={10000} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="onset" label={t('warn.f_onset')}>
        <ShanghaiTime />
      </Form.Item>
      <Form.Item name="expires" label={t('warn.f_expires')} rules={needed}>
        <ShanghaiTime />
      </Form.Item>
      <Form.Item name="headline" label={t('warn.f_headline')} rules={needed} style={{ gridColumn: '1 / -1' }}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="description" label={t('warn.f_description')} rules={needed} style={{ gridColumn: '1 / -1' }}>
        <Input.TextArea rows={4} maxLength={2000} />
      </Form.Item>
      <Form.Item name="instruction" label={t('warn.f_instruction')} rules={needed} style={{ gridColumn: '1 / -1' }}>
        <Input.TextArea rows={4} maxLength={2000} />
      </Form.Item>
      <Form.Item name="deviation" label={t('warn.f_deviation')} style={{ gridColumn: '1 / -1' }}>
        <Input maxLength={500} />
      </Form.Item>
      <Form.Item name="channels" label={t('warn.f_onlyChannels')}>
        <Select mode="multiple" options={channels.map((c) => ({ value: c, label: t(`warn.by_${c}`) }))} />
      </Form.Item>
      <Form.Item name="sender" label={t('warn.f_sender')}>
        <Input maxLength={50} placeholder={t('warn.f_usualSender')} />
      </Form.Item>
    </div>
  );
}
