import './desk.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { App, Button, Form } from 'antd';
import { useState } from 'react';
import { procedureQuery, type Procedure } from '@/api/casework';
import { api, body } from '@/api/client';
import { sessionQuery } from '@/api/queries';
import { useT } from '@/i18n/desk';
import { caseMoved, RefusalNote } from '@/kit/act-panel';
import { PageHead, Panel } from '@/kit/page';
import type { Schema } from '@/kit/schema';
import { SchemaForm } from '@/kit/schema-form';
import { Loaded, Nothing } from '@/kit/states';
import { basisText } from '@/kit/term-text';
import { shanghai } from '@/kit/time';

type Values = Record<string, unknown>;
interface Draft {
  at: string;
  values: Values;
}

/** Where the draft of a procedure is kept: per person, since machines are shared. */
export const draftKey = (person: string, procedure: string) => `anlan.draft.${person}.${procedure}`;

export function readDraft(key: string): Draft | undefined {
  try {
    const d = JSON.parse(localStorage.getItem(key) ?? '') as Draft;
    return d && typeof d.values === 'object' ? d : undefined;
  } catch {
    return undefined;
  }
}

/** 新建: opens a case with the filing form of its procedure. What is typed stays on this machine until it is sent. */
export default function FilePage() {
  const { name } = useParams({ from: '/desk/procedures/$name/new' });
  const procedure = useQuery(procedureQuery(name));
  const { data: me } = useQuery(sessionQuery);
  const { t } = useT();
  return <Loaded of={procedure}>{(p) => (p.filing && me ? <Filing p={p} person={me.person.id} /> : <Nothing title={t('casework.noFiling')} />)}</Loaded>;
}

function Filing({ p, person }: { p: Procedure; person: string }) {
  const { t, say } = useT();
  const { message } = App.useApp();
  const go = useNavigate();
  const [form] = Form.useForm<Values>();
  const key = draftKey(person, p.name);
  const [draft, setDraft] = useState(() => readDraft(key));
  const [found] = useState(draft !== undefined);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<unknown>();
  const keep = (values: Values) => {
    const d = { at: new Date().toISOString(), values };
    localStorage.setItem(key, JSON.stringify(d));
    setDraft(d);
  };
  const drop = () => {
    localStorage.removeItem(key);
    setDraft(undefined);
  };
  const send = async (values: Values) => {
    setBusy(true);
    setRefusal(undefined);
    try {
      const c = await body(api.POST('/api/procedures/{name}/cases', { params: { path: { name: p.name } }, body: values as never }));
      drop();
      void caseMoved();
      message.success(t('casework.filed'));
      void go({ to: '/desk/cases/$id', params: { id: c.id } });
    } catch (e) {
      setRefusal(e);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <PageHead title={t('casework.filing', { name: say(p.title) })} note={basisText(p.basis)}>
        <Link to="/desk/procedures/$name" params={{ name: p.name }}>
          {t('casework.tab_flow')}
        </Link>
      </PageHead>
      <Panel className="file-page">
        {found && draft && (
          <p className="row" role="status">
            <span className="tag tag-blue">{t('casework.draftFound')}</span>
            <span className="faint">{shanghai(draft.at, 'minute')}</span>
            <Button
              size="small"
              onClick={() => {
                drop();
                location.reload();
              }}
            >
              {t('casework.draftDrop')}
            </Button>
          </p>
        )}
        <SchemaForm schema={p.filing as Schema} form={form} initial={draft?.values} onChange={keep} onDone={(v) => void send(v)}>
          {refusal !== undefined && <RefusalNote error={refusal} form={form} schema={p.filing as Schema} />}
          <div className="row file-send">
            <Button type="primary" htmlType="submit" loading={busy} data-do="file-case">
              {t('casework.fileSend')}
            </Button>
            {draft && <span className="faint">{t('casework.draftKept', { at: shanghai(draft.at, 'clock') })}</span>}
          </div>
        </SchemaForm>
      </Panel>
    </>
  );
}
