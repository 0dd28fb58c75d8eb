import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { App, Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import type { AreaScore, Indicator, ScorePart } from '@/api/govern';
import { useT } from '@/i18n/desk';
import { errorSentence } from '@/kit/states';
import { pointsText, rateText } from './score';

/** How the score of an area comes about: each indicator with what was counted, its weight, and the records that cost points. */
export function Working({ id, score, indicators, mayObject }: { id: string; score: AreaScore; indicators: Indicator[]; mayObject: boolean }) {
  const { t, say } = useT();
  const [against, setAgainst] = useState<Indicator>();
  return (
    <>
      {(score.parts ?? []).map((p) => {
        const i = indicators.find((x) => x.name === p.name);
        return (
          <section key={p.name} className="record">
            <h3 className="row">
              <span className="grow">{say(i?.title) || p.name}</span>
              <b className="num">{pointsText(p.points)}</b>
              {mayObject && i && (
                <Button size="small" onClick={() => setAgainst(i)} data-object={p.name}>
                  {t('govern.object')}
                </Button>
              )}
            </h3>
            <span className="num">
              {p.of === 0 ? t('govern.nothingDue') : t('govern.counted', { done: p.done, of: p.of, rate: rateText(p.permille) })} {t('govern.times', { w: p.weight, points: pointsText(p.points) })}
            </span>
            <span className="faint">
              {t('govern.formula')} {say(i?.rule)} · {t('govern.source')} {say(i?.source)}
            </span>
            {p.changed && (
              <span>
                <span className="tag tag-blue">{t('govern.corrected')}</span> {p.changed}
              </span>
            )}
            <Missed p={p} />
          </section>
        );
      })}
      <p>
        <b className="num">{t('govern.sum', { points: pointsText(score.total) })}</b>
      </p>
      {score.talk && (
        <p>
          <span className="tag tag-orange">{t('govern.belowLine')}</span>{' '}
          <Link to="/desk/cases/$id" params={{ id: score.talk }}>
            {t('govern.talkProposed')}
          </Link>
        </p>
      )}
      {against && <ObjectDialog id={id} score={score} indicator={against} onClose={() => setAgainst(undefined)} />}
    </>
  );
}

function Missed({ p }: { p: ScorePart }) {
  const { t } = useT();
  const list = p.missed ?? [];
  if (list.length === 0) return null;
  return (
    <details>
      <summary>{t('govern.missed', { n: list.length + (p.more ?? 0) })}</summary>
      <ul className="promises">
        {list.map((r, i) => (
          <li key={i}>
            {r.link ? <Link to={r.link}>{r.text}</Link> : r.text} <span className="faint">{[r.area_name, r.state].filter(Boolean).join(' · ')}</span>
          </li>
        ))}
      </ul>
      {!!p.more && <p className="faint">{t('govern.moreRecords', { n: p.more })}</p>}
    </details>
  );
}

function ObjectDialog({ id, score, indicator, onClose }: { id: string; score: AreaScore; indicator: Indicator; onClose: () => void }) {
  const { t, say } = useT();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const send = useMutation({
    mutationFn: () => body(api.POST('/api/govern/appraisals/{id}/objections', { params: { path: { id } }, body: { area: score.area, indicator: indicator.name, reason: reason.trim() } })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['cases'] });
      void message.success(t('govern.objected'));
      onClose();
    },
    onError: (e) => void message.error(errorSentence(e, t)),
  });
  return (
    <Modal
      open
      title={t('govern.objectFor', { area: score.area_name, name: say(indicator.title) })}
      onCancel={onClose}
      onOk={() => send.mutate()}
      okText={t('govern.object')}
      okButtonProps={{ disabled: reason.trim().length < 2 }}
      confirmLoading={send.isPending}
    >
      <Input.TextArea rows={4} maxLength={1000} value={reason} aria-label={t('govern.objectReason')} placeholder={t('govern.objectReason')} onChange={(e) => setReason(e.target.value)} />
    </Modal>
  );
}
