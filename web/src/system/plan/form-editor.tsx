import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Alert, App, Button, Input } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { useT } from '@/i18n/desk';
import { Panel } from '@/kit/page';
import { errorSentence } from '@/kit/states';

/** The form of a plan as text: checked line by line, and saved as a draft when nothing is wrong. */
export function FormEditor({ text: given, revision }: { text: string; revision: number }) {
  const { t, say } = useT();
  const go = useNavigate();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [text, setText] = useState(given);
  const check = useMutation({ mutationFn: () => body(api.POST('/api/plan/checks', { body: { text } })) });
  const save = useMutation({
    mutationFn: () => body(api.POST('/api/plan/drafts', { body: { text, revision } })),
    onSuccess: (v) => {
      void client.invalidateQueries({ queryKey: ['plans'] });
      void message.success(t('plan.saved'));
      void go({ to: '/command/plans/$code', params: { code: v.code }, search: { version: String(v.version) } });
    },
  });
  const faults = check.data?.faults;
  return (
    <Panel
      title={t('plan.formText')}
      extra={
        <>
          <Button loading={check.isPending} disabled={!text.trim()} onClick={() => check.mutate()}>{t('plan.check')}</Button>
          <Button type="primary" loading={save.isPending} disabled={!text.trim()} onClick={() => save.mutate()}>{t('plan.save')}</Button>
        </>
      }
    >
      <p className="faint">{t('plan.formHint')}</p>
      {save.error && <Alert type="error" showIcon title={errorSentence(save.error, t)} />}
      {check.error && <Alert type="error" showIcon title={errorSentence(check.error, t)} />}
      {faults && faults.length === 0 && <Alert type="success" showIcon title={t('plan.noFaults')} />}
      {faults && faults.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t('plan.faults', { n: faults.length })}
          description={
            <ul>
              {faults.slice(0, 30).map((f, i) => (
                <li key={i}>
                  {say(f.text)} <span className="faint num">{f.path}</span>
                </li>
              ))}
            </ul>
          }
        />
      )}
      <div className="plan-text">
        <Input.TextArea aria-label={t('plan.formText')} value={text} onChange={(e) => setText(e.target.value)} autoSize={{ minRows: 18, maxRows: 34 }} spellCheck={false} maxLength={1_000_000} />
      </div>
    </Panel>
  );
}
