import { FileWordOutlined } from '@ant-design/icons';
import { Alert, App, Button, Input } from 'antd';
import { useEffect, useState } from 'react';
import type { AfterReport, AfterView } from '@/api/after';
import { useT, type Key } from '@/i18n/desk';
import { perform } from '@/kit/act-panel';
import { Panel } from '@/kit/page';
import { errorSentence, Nothing } from '@/kit/states';
import { shanghai } from '@/kit/time';
import { TimeText } from '@/kit/time-text';
import { actOf } from './act-dialog';

type Text = Record<string, string>;

/** The versions of the report, the newest first; the one in work is open to be written. */
export function ReportPanel({ v }: { v: AfterView }) {
  const { t, say } = useT();
  const list = (v.data.reports ?? []).toReversed();
  return (
    <div className="stack">
      {v.facts.missing.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t('after.missing')}
          description={
            <ul className="after-plain">
              {v.facts.missing.map((m) => (
                <li key={m.zh}>{say(m)}</li>
              ))}
            </ul>
          }
        />
      )}
      {v.frozen_at && <Alert type="info" showIcon title={t('after.frozen', { at: shanghai(v.frozen_at, 'short') })} />}
      <Panel title={t('after.tab_report')}>
        {list.length === 0 && <Nothing title={t('after.noReport')} hint={t('after.noReportHint')} />}
        {list.map((r) => (
          <One key={r.n} v={v} r={r} />
        ))}
      </Panel>
    </div>
  );
}

function One({ v, r }: { v: AfterView; r: AfterReport }) {
  const { t, say } = useT();
  const writes = r.state === 'draft' && actOf(v.acts, 'write');
  const text = r.text as Text;
  return (
    <article className="after-report" data-report={r.n}>
      <header className="row">
        <b>{t('after.version', { n: r.n })}</b>
        <span className="tag tag-plain" data-report-state={r.state}>
          {t(`after.state_${r.state}` as Key)}
        </span>
        <span className="num">{r.number}</span>
        <a href={`/api/after/reviews/${v.id}/reports/${r.n}/docx`} download data-do="word">
          <FileWordOutlined aria-hidden /> {t('after.word')}
        </a>
        <span className="faint">
          {t('after.author', { name: r.author_name })}
          {r.approved_name && (
            <>
              {' · '}
              {t('after.approvedBy', { name: r.approved_name })} <TimeText at={r.approved_at} style="short" />
            </>
          )}
        </span>
      </header>
      {writes ? (
        <Editor v={v} r={r} />
      ) : (
        <details open={r.state !== 'superseded'}>
          <summary>{text.title}</summary>
          <dl className="after-reading">
            {v.parts
              .filter((p) => text[p.key])
              .map((p) => (
                <div key={p.key}>
                  <dt>{say(p.title)}</dt>
                  <dd>{text[p.key]}</dd>
                </div>
              ))}
          </dl>
        </details>
      )}
    </article>
  );
}

/** The words of a draft. What somebody else wrote shows, unless something is being written here. */
function Editor({ v, r }: { v: AfterView; r: AfterReport }) {
  const { t, say, lang } = useT();
  const { message } = App.useApp();
  const stamp = JSON.stringify(r.text);
  const [text, setText] = useState<Text>(r.text as Text);
  const [dirty, setDirty] = useState(false);
  const [busy, setBusy] = useState('');
  useEffect(() => {
    if (!dirty) setText(JSON.parse(stamp) as Text);
  }, [stamp, dirty]);
  const set = (key: string, value: string) => {
    setText((old) => ({ ...old, [key]: value }));
    setDirty(true);
  };
  const gone = v.parts.filter((p) => !text[p.key]?.trim());
  const run = async (what: 'save' | 'submit') => {
    setBusy(what);
    try {
      if (dirty || what === 'save') await perform(v.id, 'write', Object.fromEntries(Object.entries(text).filter(([, s]) => s.trim())));
      setDirty(false);
      if (what === 'submit') await perform(v.id, 'submit', {});
      message.success(t(what === 'save' ? 'after.saved' : 'after.submitted'));
    } catch (e) {
      message.error(errorSentence(e, t), 8);
    } finally {
      setBusy('');
    }
  };
  const back = r.returned?.at(-1);
  return (
    <form className="after-editor" data-editor={r.n} onSubmit={(e) => e.preventDefault()}>
      {back && <Alert type="warning" showIcon title={`${t('after.returned')}：${back.by} ${back.reason}`} />}
      {gone.length > 0 && <Alert type="error" showIcon title={t('after.lacking', { what: gone.map((p) => say(p.title)).join(lang === 'en' ? ', ' : '、') })} />}
      <Input aria-label={t('after.name')} value={text.title ?? ''} maxLength={100} onChange={(e) => set('title', e.target.value)} />
      {v.parts.map((p) => (
        <div key={p.key} data-part={p.key}>
          <label htmlFor={`after-${p.key}`}>{say(p.title)}</label>
          <Input.TextArea id={`after-${p.key}`} autoSize={{ minRows: 2, maxRows: 14 }} maxLength={4000} status={text[p.key]?.trim() ? undefined : 'error'} value={text[p.key] ?? ''} onChange={(e) => set(p.key, e.target.value)} />
        </div>
      ))}
      <div className="row">
        <Button loading={busy === 'save'} disabled={!dirty || busy !== ''} data-do="save-report" onClick={() => void run('save')}>
          {t('after.save')}
        </Button>
        <Button type="primary" loading={busy === 'submit'} disabled={gone.length > 0 || busy !== ''} data-do="submit-report" onClick={() => void run('submit')}>
          {t('after.submit')}
        </Button>
        {dirty && <span className="faint">{t('after.unsaved')}</span>}
      </div>
    </form>
  );
}
