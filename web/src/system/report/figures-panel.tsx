import { Button, Form, Input, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import type { CurrentFigure, MatterView } from '@/api/report';
import { useT } from '@/i18n/desk';
import { perform, RefusalNote } from '@/kit/act-panel';
import { Panel } from '@/kit/page';
import { ShanghaiTime } from '@/kit/schema-form';
import { TimeText } from '@/kit/time-text';

type Correcting = { n: number; title: string; value: number };

/** Casualties and loss as they stand, with who said so and when; what was said before stays below each. */
export function FiguresPanel({ v, may }: { v: MatterView; may: boolean }) {
  const { t } = useT();
  const [stating, setStating] = useState(false);
  const [correcting, setCorrecting] = useState<Correcting>();
  return (
    <Panel
      title={t('report.figures')}
      extra={
        may && (
          <Button size="small" type="primary" data-do="state" onClick={() => setStating(true)}>
            {t('report.state')}
          </Button>
        )
      }
    >
      <ul className="figures" aria-label={t('report.figures')}>
        {v.figures.map((f) => (
          <FigureLine key={f.key} f={f} onCorrect={may ? setCorrecting : undefined} />
        ))}
      </ul>
      {stating && <StateDialog v={v} onClose={() => setStating(false)} />}
      {correcting && <CorrectDialog v={v} of={correcting} onClose={() => setCorrecting(undefined)} />}
    </Panel>
  );
}

function FigureLine({ f, onCorrect }: { f: CurrentFigure; onCorrect?: (c: Correcting) => void }) {
  const { t, say } = useT();
  return (
    <li data-figure={f.key}>
      <div className="figure-now">
        <span>{say(f.title)}</span>
        {f.known ? (
          <b className="num">
            {f.value} <small>{say(f.unit)}</small>
          </b>
        ) : (
          <span className="faint">{t('report.unknown')}</span>
        )}
      </div>
      {f.known && (
        <div className="faint">
          {f.organ} <TimeText at={f.said_at} style="short" />
        </div>
      )}
      {f.history.length > 0 && (
        <details>
          <summary>{t('report.history', { n: f.history.length })}</summary>
          <ol className="figure-history">
            {f.history.map((s) => (
              <li key={s.n} className={s.corrected ? 'was' : ''}>
                <b className="num">{s.value}</b> {s.organ} {s.person} <TimeText at={s.said_at} style="short" />
                <span className="faint">
                  {' '}
                  {t('report.enteredAt')} {s.by} <TimeText at={s.entered_at} style="short" />
                  {s.corrects ? ` · ${t('report.corrects', { n: s.corrects })}` : ''}
                  {s.corrected ? ` · ${t('report.corrected', { n: s.corrected })}` : ''}
                  {s.note ? ` · ${s.note}` : ''}
                </span>
                {onCorrect && !s.corrected && (
                  <Button size="small" type="link" onClick={() => onCorrect({ n: s.n, title: say(f.title), value: s.value })}>
                    {t('report.correct')}
                  </Button>
                )}
              </li>
            ))}
          </ol>
        </details>
      )}
    </li>
  );
}

/** Sends an act from a dialog of ours; the refusal stays in it. */
function useSending(v: MatterView, act: string, onClose: () => void) {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<unknown>();
  const send = async (form: Record<string, unknown>) => {
    setBusy(true);
    setRefusal(undefined);
    try {
      await perform(v.id, act, form);
      onClose();
    } catch (e) {
      setRefusal(e);
    } finally {
      setBusy(false);
    }
  };
  return { busy, refusal, send, setRefusal };
}

function SourceFields() {
  const { t } = useT();
  const must = (name: string) => [{ required: true, message: t('kit.required', { name }) }];
  return (
    <>
      <div className="form-pair">
        <Form.Item name="organ" label={t('report.organ')} rules={must(t('report.organ'))}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="person" label={t('report.person')}>
          <Input maxLength={50} />
        </Form.Item>
      </div>
      <Form.Item name="said_at" label={t('report.saidAt')} rules={must(t('report.saidAt'))}>
        <ShanghaiTime />
      </Form.Item>
    </>
  );
}

interface Stated {
  values: Record<string, number | null | undefined>;
  organ: string;
  person?: string;
  said_at: string;
  note?: string;
}

function StateDialog({ v, onClose }: { v: MatterView; onClose: () => void }) {
  const { t, say } = useT();
  const [form] = Form.useForm<Stated>();
  const { busy, refusal, send } = useSending(v, 'state', onClose);
  const [empty, setEmpty] = useState(false);
  const done = (s: Stated) => {
    const figures = Object.entries(s.values ?? {})
      .filter(([, n]) => typeof n === 'number')
      .map(([kind, value]) => ({ kind, value }));
    setEmpty(figures.length === 0);
    if (figures.length > 0) void send({ figures, organ: s.organ, person: s.person, said_at: s.said_at, note: s.note });
  };
  return (
    <Modal open title={t('report.state')} okText={t('report.state')} cancelText={t('kit.cancel')} confirmLoading={busy} width={640} mask={{ closable: false }} onOk={() => form.submit()} onCancel={onClose}>
      <p className="faint">{t('report.stateHint')}</p>
      <Form form={form} layout="vertical" initialValues={{ said_at: v.now }} onFinish={done}>
        <div className="figure-fields">
          {v.figures.map((f) => (
            <Form.Item key={f.key} name={['values', f.key]} label={say(f.title)}>
              <InputNumber min={0} max={100_000_000} precision={f.whole ? 0 : undefined} suffix={say(f.unit)} placeholder={f.known ? String(f.value) : ''} style={{ width: '100%' }} />
            </Form.Item>
          ))}
        </div>
        {empty && <p className="overdue">{t('report.noFigure')}</p>}
        <SourceFields />
        <Form.Item name="note" label={t('report.remark')}>
          <Input maxLength={500} />
        </Form.Item>
      </Form>
      {refusal !== undefined && <RefusalNote error={refusal} form={form} />}
    </Modal>
  );
}

function CorrectDialog({ v, of, onClose }: { v: MatterView; of: Correcting; onClose: () => void }) {
  const { t } = useT();
  const [form] = Form.useForm<Record<string, unknown>>();
  const { busy, refusal, send } = useSending(v, 'amend-figure', onClose);
  const must = (name: string) => [{ required: true, message: t('kit.required', { name }) }];
  return (
    <Modal open title={`${t('report.correct')} ${of.title} ${of.value}`} okText={t('report.correct')} cancelText={t('kit.cancel')} confirmLoading={busy} mask={{ closable: false }} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" initialValues={{ said_at: v.now }} onFinish={(f) => void send({ ...f, statement: of.n })}>
        <Form.Item name="value" label={t('report.value')} rules={must(t('report.value'))}>
          <InputNumber min={0} max={100_000_000} style={{ width: '100%' }} />
        </Form.Item>
        <SourceFields />
        <Form.Item name="reason" label={t('report.remark')} rules={must(t('report.remark'))}>
          <Input maxLength={500} />
        </Form.Item>
      </Form>
      {refusal !== undefined && <RefusalNote error={refusal} form={form} />}
    </Modal>
  );
}
