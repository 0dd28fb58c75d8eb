import { App, Button, Form, Modal, Tooltip } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { queries } from '@/api/queries';
import type { Act } from '@/api/types';
import { useT } from '@/i18n/desk';
import { asksNothing, propertiesOf, type Schema } from './schema';
import { SchemaForm } from './schema-form';
import { errorSentence } from './states';
import { basisText } from './term-text';

/** Does an act of a case. True when it was done; a refusal is told to the person. */
export function useAct(): (caseId: string, act: Act, form: Record<string, unknown>) => Promise<boolean> {
  const { t, say } = useT();
  const { message } = App.useApp();
  return async (caseId, act, form) => {
    try {
      await body(api.POST('/api/cases/{id}/acts/{act}', { params: { path: { id: caseId, act: act.act } }, body: form as never }));
      message.success(t('incident.actDone', { act: say(act.title) }));
      for (const key of ['case', 'incident', 'incidents', 'tasks', 'cases', 'inbox']) void queries.invalidateQueries({ queryKey: [key] });
      return true;
    } catch (e) {
      message.error(errorSentence(e, t), 6);
      return false;
    }
  };
}

/** The next possible acts of a case: those that lead on are filled; those that are not allowed now say why. */
export function ActPanel({ caseId, acts, size, quiet, known }: {
  caseId: string;
  acts: Act[];
  size?: 'large' | 'small';
  /** No act is filled, where another button of the page matters more. */
  quiet?: boolean;
  /** What is known of the case: choices of the same name are made already. */
  known?: object;
}) {
  const { t, say } = useT();
  const perform = useAct();
  const [open, setOpen] = useState<Act>();
  const [busy, setBusy] = useState('');
  const run = async (a: Act, form: Record<string, unknown>) => {
    setBusy(a.act);
    const done = await perform(caseId, a, form);
    setBusy('');
    if (done) setOpen(undefined);
  };
  if (acts.length === 0) return <span className="faint">{t('incident.noActs')}</span>;
  return (
    <div className="row acts">
      {acts.map((a) => (
        <Tooltip key={a.act} title={a.allowed ? basisText(a.basis) : say(a.refusal ?? '')}>
          <span>
            <Button
              size={size}
              type={a.allowed && a.tone === 'next' && !quiet ? 'primary' : 'default'}
              danger={a.tone === 'danger'}
              disabled={!a.allowed}
              loading={busy === a.act}
              data-act={a.act}
              onClick={() => (asksNothing(a.form) && a.tone !== 'danger' ? void run(a, {}) : setOpen(a))}
            >
              {say(a.title)}
            </Button>
          </span>
        </Tooltip>
      ))}
      {open && <ActDialog act={open} known={known} busy={busy !== ''} onDone={(v) => void run(open, v)} onClose={() => setOpen(undefined)} />}
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

function ActDialog(props: { act: Act; known?: object; busy: boolean; onDone: (v: Record<string, unknown>) => void; onClose: () => void }) {
  const { t, say } = useT();
  const [form] = Form.useForm<Record<string, unknown>>();
  const schema = (props.act.form ?? {}) as Schema;
  const basis = basisText(props.act.basis);
  return (
    <Modal
      open
      title={say(props.act.title)}
      okText={say(props.act.title)}
      cancelText={t('kit.cancel')}
      okButtonProps={{ danger: props.act.tone === 'danger' }}
      confirmLoading={props.busy}
      onOk={() => form.submit()}
      onCancel={props.onClose}
    >
      {basis && (
        <p className="faint">
          {t('kit.basis')} {basis}
        </p>
      )}
      <SchemaForm schema={schema} form={form} initial={chosen(schema, props.known)} onDone={props.onDone} />
    </Modal>
  );
}
