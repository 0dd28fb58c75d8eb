import { App, Alert, Button, Input } from 'antd';
import { useEffect, useState } from 'react';
import type { MatterView, ReportView } from '@/api/report';
import { useT } from '@/i18n/desk';
import { perform } from '@/kit/act-panel';
import { errorSentence } from '@/kit/states';

type Content = Record<string, string>;

/** The draft of a report: its parts in order, those that it must have marked, and what is missing named. */
export function Editor({ v, r }: { v: MatterView; r: ReportView }) {
  const { t, say, lang } = useT();
  const { message } = App.useApp();
  const kept = r.content as Content;
  const [text, setText] = useState<Content>(kept);
  const [dirty, setDirty] = useState(false);
  const [busy, setBusy] = useState('');
  const stamp = JSON.stringify(kept);
  useEffect(() => {
    if (!dirty) setText(JSON.parse(stamp) as Content);
  }, [stamp, dirty]); // what somebody else wrote shows, unless something is being written here
  const set = (key: string, value: string) => {
    setText((old) => ({ ...old, [key]: value }));
    setDirty(true);
  };
  const gone = r.parts.filter((p) => p.required && !text[p.key]?.trim());
  const run = async (what: 'save' | 'submit') => {
    setBusy(what);
    try {
      if (dirty || what === 'save') await perform(v.id, 'write', Object.fromEntries(Object.entries(text).filter(([, s]) => s.trim())));
      setDirty(false);
      if (what === 'submit') await perform(v.id, 'submit', {});
      message.success(t(what === 'save' ? 'report.saved' : 'report.submitted'));
    } catch (e) {
      message.error(errorSentence(e, t), 8);
    } finally {
      setBusy('');
    }
  };
  return (
    <form className="report-editor" data-editor={r.n} onSubmit={(e) => e.preventDefault()}>
      {r.returned?.at(-1) && <Alert type="warning" showIcon title={`${t('report.returned')}：${r.returned.at(-1)?.by} ${r.returned.at(-1)?.reason}`} />}
      {r.stale && <Alert type="warning" showIcon title={t('report.stale', { what: r.stale })} />}
      <Alert
        type={gone.length > 0 ? 'error' : 'success'}
        showIcon
        title={gone.length > 0 ? t('report.missing', { n: gone.length, what: gone.map((p) => say(p.title)).join(lang === 'en' ? ', ' : '、') }) : t('report.whole')}
      />
      <Input className="report-title" aria-label={t('report.name')} value={text.title ?? ''} maxLength={100} onChange={(e) => set('title', e.target.value)} />
      {r.parts.map((p) => {
        const missing = p.required && !text[p.key]?.trim();
        return (
          <div key={p.key} className={missing ? 'report-part report-part-missing' : 'report-part'} data-part={p.key}>
            <label htmlFor={`part-${p.key}`}>
              {say(p.title)} {p.required && <span className="faint">{t('report.required')}</span>}
            </label>
            <Input.TextArea id={`part-${p.key}`} autoSize={{ minRows: 1, maxRows: 12 }} status={missing ? 'error' : undefined} value={text[p.key] ?? ''} onChange={(e) => set(p.key, e.target.value)} />
            {missing && <span className="overdue">{t('report.missingOne')}</span>}
          </div>
        );
      })}
      <div className="row report-editor-acts">
        <Button loading={busy === 'save'} disabled={!dirty || busy !== ''} data-do="save-report" onClick={() => void run('save')}>
          {t('report.save')}
        </Button>
        <Button type="primary" loading={busy === 'submit'} disabled={gone.length > 0 || busy !== ''} data-do="submit-report" onClick={() => void run('submit')}>
          {t('report.submit')}
        </Button>
        {dirty && <span className="faint">{t('report.unsaved')}</span>}
      </div>
    </form>
  );
}

/** A report that is not being written: what it says. */
export function Reading({ r }: { r: ReportView }) {
  const { say } = useT();
  const text = r.content as Content;
  return (
    <dl className="report-reading">
      {r.parts
        .filter((p) => text[p.key])
        .map((p) => (
          <div key={p.key}>
            <dt>{say(p.title)}</dt>
            <dd>{text[p.key]}</dd>
          </div>
        ))}
    </dl>
  );
}
