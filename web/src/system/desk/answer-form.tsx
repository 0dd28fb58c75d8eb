import { App, Button, Input, Radio, Tooltip } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { useT } from '@/i18n/desk';
import { caseMoved, RefusalNote } from '@/kit/act-panel';

const verdicts = ['explained', 'remedied', 'excluded'] as const;

/** What legal review says to one finding. Whoever may not answer sees the button with the reason. */
export function AnswerForm({ caseId, finding, again, reason }: { caseId: string; finding: string; again: boolean; reason: string }) {
  const { t } = useT();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const [verdict, setVerdict] = useState<(typeof verdicts)[number]>();
  const [text, setText] = useState('');
  const [missing, setMissing] = useState('');
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<unknown>();
  const send = async () => {
    const lack = verdict ? ([...text.trim()].length < 5 ? t('recording.tooShort') : '') : t('recording.chooseVerdict');
    setMissing(lack);
    if (lack || !verdict) return;
    setBusy(true);
    setRefusal(undefined);
    try {
      await body(api.POST('/api/cases/{id}/recordings/answers', { params: { path: { id: caseId } }, body: { finding, verdict, text: text.trim() } }));
      message.success(t('recording.answered'));
      setOpen(false);
      setText('');
    } catch (e) {
      setRefusal(e);
    } finally {
      await caseMoved();
      setBusy(false);
    }
  };
  if (!open) {
    return (
      <div className="row">
        <Tooltip title={reason}>
          <Button size="small" disabled={reason !== ''} data-do="answer" onClick={() => setOpen(true)}>
            {t(again ? 'recording.answerAgain' : 'recording.answer')}
          </Button>
        </Tooltip>
        {reason && <span className="faint">{reason}</span>}
      </div>
    );
  }
  return (
    <div className="answer-form">
      <Radio.Group aria-label={t('recording.verdict')} optionType="button" value={verdict} onChange={(e) => setVerdict(e.target.value as (typeof verdicts)[number])} options={verdicts.map((v) => ({ value: v, label: t(`recording.verdict_${v}`) }))} />
      <Input.TextArea rows={2} maxLength={1000} value={text} aria-label={t('recording.text')} placeholder={t('recording.text')} status={missing ? 'error' : undefined} onChange={(e) => setText(e.target.value)} />
      {missing && (
        <span role="alert" className="sign-missing">
          {missing}
        </span>
      )}
      <div className="row">
        <Button type="primary" loading={busy} data-do="send-answer" onClick={() => void send()}>
          {t('recording.answer')}
        </Button>
        <Button onClick={() => setOpen(false)}>{t('kit.cancel')}</Button>
      </div>
      {refusal !== undefined && <RefusalNote error={refusal} />}
    </div>
  );
}
