import { useQuery } from '@tanstack/react-query';
import { App, Checkbox, Collapse, Input, Modal, Segmented } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { riskFormQuery, riskWorkingQuery, type RiskForm, type RiskMethod, type RiskPoint } from '@/api/risk';
import { queries } from '@/api/queries';
import { useT } from '@/i18n/desk';
import { errorSentence, Loaded, Loading } from '@/kit/states';
import { risks } from '@/kit/risk-tag';
import { GradeTag, useRiskWords } from './words';

export interface Assessed {
  point: RiskPoint;
  method: RiskMethod['id'];
  scores: Record<string, number>;
  direct: string[];
  reason: string;
}

/** The scores of a point as they are kept: L=3 E=6 C=15. */
function scoresOf(text: string): Record<string, number> {
  return Object.fromEntries(text.split(' ').filter(Boolean).map((s) => s.split('=')).map(([k, v]) => [k!, Number(v)]));
}

/** Assesses one point or several of an enterprise: scores, the working as it comes, and why a grade becomes milder. */
export function GradeDialog(props: { enterprise: string; name: string; points: RiskPoint[]; onClose: () => void }) {
  const { t } = useT();
  const { message } = App.useApp();
  const form = useQuery(riskFormQuery);
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState('');
  const [lines, setLines] = useState<Assessed[]>(() =>
    props.points.map((point) => ({ point, method: point.method || 'lec', scores: point.scores ? scoresOf(point.scores) : { ...point.proposed }, direct: point.direct, reason: '' })),
  );
  const set = (i: number, change: Partial<Assessed>) => setLines(lines.map((l, j) => (j === i ? { ...l, ...change } : l)));
  const whole = (l: Assessed) => form.data?.methods.find((m) => m.id === l.method)?.factors.every((f) => l.scores[f.symbol] !== undefined) ?? false;
  const submit = async () => {
    setBusy(true);
    setFailed('');
    try {
      await body(
        api.POST('/api/risk/enterprises/{id}/gradings', {
          params: { path: { id: props.enterprise } },
          body: { note: note.trim() || undefined, lines: lines.map((l) => ({ point: l.point.id, version: l.point.version, method: l.method as 'lec', scores: l.scores, direct: l.direct, reason: l.reason.trim() || undefined })) },
        }),
      );
      void message.success(t('risk.submitted'));
      void queries.invalidateQueries({ queryKey: ['risk'] });
      props.onClose();
    } catch (e) {
      setFailed(errorSentence(e, t));
    } finally {
      setBusy(false);
    }
  };
  const only = lines.length === 1 ? lines[0] : undefined;
  return (
    <Modal
      open
      width={1120}
      className="risk-grade"
      title={t('risk.assessTitle', { name: only ? only.point.name : props.name })}
      okText={t('risk.submit')}
      cancelText={t('kit.cancel')}
      confirmLoading={busy}
      okButtonProps={{ disabled: !lines.every(whole) }}
      onOk={() => void submit()}
      onCancel={props.onClose}
      mask={{ closable: false }}
      destroyOnHidden
    >
      <Loaded of={form}>
        {(f) => (
          <div className="risk-form">
            <span className="faint">{t('risk.assessHint')}</span>
            {only ? (
              <Assess f={f} line={only} onChange={(c) => set(0, c)} />
            ) : (
              <Collapse
                accordion
                defaultActiveKey={lines[0]?.point.id}
                items={lines.map((l, i) => ({ key: l.point.id, label: <LineHead l={l} whole={whole(l)} />, children: <Assess f={f} line={l} onChange={(c) => set(i, c)} /> }))}
              />
            )}
            <label>
              {t('risk.note')}
              <Input.TextArea rows={2} maxLength={500} value={note} onChange={(e) => setNote(e.target.value)} />
            </label>
            {failed && <p className="overdue" role="alert">{failed}</p>}
          </div>
        )}
      </Loaded>
    </Modal>
  );
}

/** The head of a point among several: its name, and the grade that its scores give. */
function LineHead({ l, whole }: { l: Assessed; whole: boolean }) {
  const { t } = useT();
  const w = useQuery({ ...riskWorkingQuery(l.method, l.scores, l.direct), enabled: whole });
  return (
    <span className="row">
      <b>{l.point.name}</b> <span className="faint">{l.point.unit}</span> {whole && w.data ? <GradeTag risk={w.data.risk} /> : <span className="faint">{t('risk.chooseAll')}</span>}
    </span>
  );
}

function Assess({ f, line, onChange }: { f: RiskForm; line: Assessed; onChange: (c: Partial<Assessed>) => void }) {
  const { t, say } = useT();
  const { options } = useRiskWords();
  const method = f.methods.find((m) => m.id === line.method) ?? f.methods[0]!;
  const whole = method.factors.every((x) => line.scores[x.symbol] !== undefined);
  const w = useQuery({ ...riskWorkingQuery(line.method, line.scores, line.direct), enabled: whole });
  const is = whole ? w.data : undefined;
  const milder = is && line.point.risk && risks.indexOf(is.risk) > risks.indexOf(line.point.risk);
  return (
    <div className="risk-form">
      <Segmented value={line.method} onChange={(v) => onChange({ method: v, scores: {} })} options={f.methods.map((m) => ({ value: m.id, label: say(m.title) }))} />
      <div className="risk-assess">
        <div className="risk-scores">
          {method.factors.map((x) => (
            <div key={x.symbol} className="risk-score">
              <span id={`score-${line.point.id}-${x.symbol}`}>
                <b>{x.symbol}</b> {say(x.title)}
              </span>
              <div className="risk-options" role="radiogroup" aria-labelledby={`score-${line.point.id}-${x.symbol}`}>
                {x.scores.map((s, i) => {
                  const on = line.scores[x.symbol] === s.value;
                  const pick = (k: number) => onChange({ scores: { ...line.scores, [x.symbol]: x.scores[(k + x.scores.length) % x.scores.length]!.value } });
                  return (
                    <button
                      key={s.value}
                      type="button"
                      role="radio"
                      aria-checked={on}
                      data-score={`${x.symbol}=${s.value}`}
                      tabIndex={on || (line.scores[x.symbol] === undefined && i === 0) ? 0 : -1}
                      onClick={() => pick(i)}
                      onKeyDown={(e) => {
                        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key];
                        if (!step) return;
                        e.preventDefault();
                        pick(i + step);
                        const list = e.currentTarget.parentElement?.querySelectorAll<HTMLElement>('[role="radio"]');
                        list?.[(i + step + x.scores.length) % x.scores.length]?.focus();
                      }}
                    >
                      <span className="num">{s.value}</span> {say(s.title)}
                    </button>
                  );
                })}
              </div>
            </div>
          ))}
          <section>
            <h3>{t('risk.direct')}</h3>
            <Checkbox.Group value={line.direct} onChange={(v) => onChange({ direct: v })} options={options('directs')} />
          </section>
        </div>
        <div className="risk-result" aria-live="polite" data-result={is?.risk ?? ''}>
          {!whole && <span className="faint">{t('risk.chooseAll')}</span>}
          {whole && !is && (w.isError ? <span className="overdue">{errorSentence(w.error, t)}</span> : <Loading />)}
          {is && (
            <>
              <span className="row">
                <b className="num">{method.result} = {is.result}</b> <GradeTag risk={is.risk} />
                {line.point.risk && <span className="faint">{t('risk.was')} <GradeTag risk={line.point.risk} short /></span>}
              </span>
              <ol className="risk-steps">
                {is.steps.map((s, i) => (
                  <li key={i}>{say(s)}</li>
                ))}
              </ol>
            </>
          )}
        </div>
      </div>
      {milder && (
        <label>
          <span className="overdue">{t('risk.milder')}</span>
          <Input.TextArea rows={2} maxLength={300} value={line.reason} aria-label={t('risk.reason')} onChange={(e) => onChange({ reason: e.target.value })} />
        </label>
      )}
    </div>
  );
}
