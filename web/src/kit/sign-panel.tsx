import { App, Button, Input } from 'antd';
import { useState } from 'react';
import type { PendingAct } from '@/api/casework';
import { api, body } from '@/api/client';
import { useT } from '@/i18n/desk';
import { caseMoved, RefusalNote } from './act-panel';

/** The turn of this person in a chain of signatures: agree, or send the act back with the reason. */
export function SignPanel({ caseId, pending, revision }: { caseId: string; pending: PendingAct; revision: number }) {
  const { t, say } = useT();
  const { message } = App.useApp();
  const [opinion, setOpinion] = useState('');
  const [busy, setBusy] = useState<'agree' | 'back'>();
  const [missing, setMissing] = useState(false);
  const [refusal, setRefusal] = useState<unknown>();
  const mine = pending.signs.find((s) => s.allowed);
  if (!mine) return null;
  const sign = async (agree: boolean) => {
    setMissing(!agree && !opinion.trim());
    if (!agree && !opinion.trim()) return;
    setBusy(agree ? 'agree' : 'back');
    setRefusal(undefined);
    try {
      await body(api.POST('/api/cases/{id}/acts/{act}/sign', { params: { path: { id: caseId, act: pending.act }, query: { revision } }, body: { agree, opinion: opinion.trim() || undefined } }));
      message.success(t(agree ? 'sign.agreed' : 'sign.sentBack'));
      setOpinion('');
    } catch (e) {
      setRefusal(e);
    } finally {
      await caseMoved();
      setBusy(undefined);
    }
  };
  return (
    <section className="sign-panel" aria-label={t('sign.title')}>
      <b>{t('sign.yours', { name: say(mine.title) })}</b>
      <Input.TextArea
        rows={2}
        maxLength={1000}
        value={opinion}
        status={missing ? 'error' : undefined}
        aria-label={t('sign.opinion')}
        placeholder={t('sign.opinionHint')}
        onChange={(e) => {
          setOpinion(e.target.value);
          setMissing(false);
        }}
      />
      {missing && (
        <span role="alert" className="sign-missing">
          {t('sign.backNeeds')}
        </span>
      )}
      <div className="row">
        <Button type="primary" data-sign="agree" loading={busy === 'agree'} disabled={busy === 'back'} onClick={() => void sign(true)}>
          {t('sign.agree')}
        </Button>
        <Button danger data-sign="back" loading={busy === 'back'} disabled={busy === 'agree'} onClick={() => void sign(false)}>
          {t('sign.sendBack')}
        </Button>
      </div>
      {refusal !== undefined && <RefusalNote error={refusal} />}
    </section>
  );
}
