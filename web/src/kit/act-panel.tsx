import { Alert, App, Button, Form, Modal, Tooltip, type FormInstance } from 'antd';
import type { QueryObserverOptions } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { api, body } from '@/api/client';
import { Problem } from '@/api/problem';
import { queries } from '@/api/queries';
import type { Act } from '@/api/types';
import { useT } from '@/i18n/desk';
import { asksNothing, propertiesOf, type Schema } from './schema';
import { SchemaForm } from './schema-form';
import { errorSentence } from './states';
import { basisText } from './term-text';

/** After an act every page may show something of the case anew; only what is kept for an hour or more stays. Ends when the open page has read it. */
export const caseMoved = () => queries.invalidateQueries({ predicate: (q) => Number((q.options as QueryObserverOptions).staleTime ?? 0) < 3_600_000 });

/**
 * Does an act of a case; a refusal is thrown. With the revision the server notices that the case has moved since. Ends when the
 * page has read the case again, so that the next act does not start from the old state.
 */
export async function perform(caseId: string, act: string, form: Record<string, unknown>, revision?: number): Promise<void> {
  try {
    await body(api.POST('/api/cases/{id}/acts/{act}', { params: { path: { id: caseId, act }, query: { revision } }, body: form as never }));
  } finally {
    await caseMoved(); // a refusal is kept with the case, too
  }
}

export interface ActPanelProps {
  caseId: string;
  acts: Act[];
  size?: 'large' | 'small';
  /** No act is filled, where another button of the page matters more. */
  quiet?: boolean;
  /** What is known of the case: choices of the same name are made already. */
  known?: object;
  /** The revision of the case that is shown. */
  revision?: number;
  /** What the dialog tells of an act before it is done. */
  about?: (a: Act) => ReactNode;
}

/** The next possible acts of a case: those that lead on are filled; those that are not allowed now, or wait, say why. */
export function ActPanel({ caseId, acts, size, quiet, known, revision, about }: ActPanelProps) {
  const { t, say } = useT();
  const { message } = App.useApp();
  const [open, setOpen] = useState<Act>();
  const [busy, setBusy] = useState('');
  const [refusal, setRefusal] = useState<unknown>();
  const run = async (a: Act, form: Record<string, unknown>) => {
    setBusy(a.act);
    setRefusal(undefined);
    try {
      await perform(caseId, a.act, form, revision);
      message.success(t(a.signs?.length ? 'incident.actProposed' : 'incident.actDone', { act: say(a.title) }));
      setOpen((o) => (o === a ? undefined : o)); // one that was opened meanwhile stays
    } catch (e) {
      if (open === a) setRefusal(e);
      else message.error(errorSentence(e, t), 6);
    } finally {
      setBusy((b) => (b === a.act ? '' : b));
    }
  };
  if (acts.length === 0) return <span className="faint">{t('incident.noActs')}</span>;
  const asks = (a: Act) => !asksNothing(a.form) || a.tone === 'danger' || !!a.signs?.length;
  return (
    <div className="row acts">
      {acts.map((a) => {
        const waits = (a.waits ?? []).map((w) => [say(w.text), basisText(w.basis)].filter(Boolean).join(' '));
        const ready = a.allowed && waits.length === 0;
        return (
          <Tooltip key={a.act} title={ready ? basisText(a.basis) : a.allowed ? waits.join('\n') : say(a.refusal ?? '')} styles={{ container: { whiteSpace: 'pre-line' } }}>
            <span>
              <Button
                size={size}
                type={ready && a.tone === 'next' && !quiet ? 'primary' : 'default'}
                danger={a.tone === 'danger'}
                disabled={!ready || (busy !== '' && busy !== a.act)}
                loading={busy === a.act}
                data-act={a.act}
                onClick={() => {
                  setRefusal(undefined);
                  if (asks(a)) setOpen(a);
                  else void run(a, {});
                }}
              >
                {say(a.title)}
              </Button>
            </span>
          </Tooltip>
        );
      })}
      {open && (
        <ActDialog act={open} known={known} about={about?.(open)} busy={busy === open.act} refusal={refusal} onDone={(v) => void run(open, v)} onClose={() => setOpen(undefined)} />
      )}
    </div>
  );
}

/** The choices of a form that the case has made before; free text is always written anew. */
function chosen(schema: Schema, known?: object): Record<string, unknown> {
  const k = (known ?? {}) as Record<string, unknown>;
  return Object.fromEntries(
    propertiesOf(schema)
      .filter(([name, s]) => s.enum?.includes(k[name] as string))
      .map(([name]) => [name, k[name]]),
  );
}

interface DialogProps {
  act: Act;
  known?: object;
  about?: ReactNode;
  busy: boolean;
  refusal: unknown;
  onDone: (v: Record<string, unknown>) => void;
  onClose: () => void;
}

function ActDialog(props: DialogProps) {
  const { t, say } = useT();
  const [form] = Form.useForm<Record<string, unknown>>();
  const schema = (props.act.form ?? {}) as Schema;
  const basis = basisText(props.act.basis);
  const large = propertiesOf(schema).length > 4;
  return (
    <Modal
      open
      title={say(props.act.title)}
      okText={props.act.signs?.length ? t('sign.propose', { act: say(props.act.title) }) : say(props.act.title)}
      cancelText={t('kit.cancel')}
      okButtonProps={{ danger: props.act.tone === 'danger' }}
      confirmLoading={props.busy}
      width={large || props.about ? 720 : undefined}
      mask={{ closable: false }}
      onOk={() => form.submit()}
      onCancel={props.onClose}
    >
      {basis && (
        <p className="faint">
          {t('kit.basis')} {basis}
        </p>
      )}
      {props.about}
      <SchemaForm schema={schema} form={form} initial={chosen(schema, props.known)} onDone={props.onDone} />
      {props.refusal !== undefined && <RefusalNote error={props.refusal} form={form} schema={schema} />}
    </Modal>
  );
}

/** Why the server refused, with the article; the field that is meant says so, too. */
export function RefusalNote({ error, form, schema }: { error: unknown; form?: FormInstance; schema?: Schema }) {
  const { t } = useT();
  const field = error instanceof Problem ? error.field : '';
  const sentence = errorSentence(error, t);
  useEffect(() => {
    const path = field.split('.').map((p) => (/^\d+$/.test(p) ? Number(p) : p));
    if (form && field && schema?.properties?.[String(path[0])]) {
      form.setFields([{ name: path, errors: [sentence] }]);
      form.scrollToField(path, { block: 'center' });
    }
  }, [error, field, sentence, form, schema]);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!field) box.current?.scrollIntoView?.({ block: 'nearest' });
  }, [error, field]);
  const basis = error instanceof Problem ? [error.law, error.article].filter(Boolean).join(' ') : '';
  return (
    <div ref={box} className="refusal">
      <Alert type="error" showIcon role="alert" title={error instanceof Problem ? error.message : sentence} description={basis} />
    </div>
  );
}
