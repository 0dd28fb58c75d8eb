import './enforce.css';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { discretionQuery, type CaseSheet, type Discretion, type TryFacts } from '@/api/casework';
import { useT } from '@/i18n/desk';
import { Facts } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { amount, SpreadPlot } from './spread-plot';
import { TryForm } from './try-form';

/** What the benchmark proposes in a penalty case: the amount with every step, and beside it how like cases were decided. */
export default function DiscretionTab({ d }: { d: CaseSheet }) {
  const { t } = useT();
  const [facts, setFacts] = useState<TryFacts>();
  const query = useQuery(discretionQuery(d.case.id, d.case.revision, facts));
  return (
    <div className="stack discretion">
      <Loaded of={query}>
        {(v) => (
          <>
            {facts && (
              <p role="status" className="row">
                <span className="tag tag-blue">{t('discretion.try')}</span> {t('discretion.tryOf')}
                <Button size="small" onClick={() => setFacts(undefined)}>
                  {t('discretion.tryBack')}
                </Button>
              </p>
            )}
            {v.proposal ? <Proposal v={v} /> : <Nothing title={t('discretion.none')} hint={t('discretion.noneHint')} />}
          </>
        )}
      </Loaded>
      {query.data && (
        <details className="discretion-try" open={query.data.from === 'none'}>
          <summary>{t('discretion.try')}</summary>
          <TryForm item={query.data.item} onTry={setFacts} />
        </details>
      )}
    </div>
  );
}

function Proposal({ v }: { v: Discretion }) {
  const { t, say } = useT();
  const p = v.proposal!;
  const span = (r: { min: number; max: number }) => t('discretion.yuan', { n: `${amount(r.min)} – ${amount(r.max)}` });
  return (
    <>
      {v.moved && (
        <p role="status" className="discretion-moved">
          {t('discretion.moved')}
        </p>
      )}
      <p className="discretion-head">
        <span>{t(`discretion.outcome_${p.outcome}`)}</span>
        {p.outcome !== 'spare' && p.party && <b className="num discretion-sum">{t('discretion.yuan', { n: amount(p.party.amount) })}</b>}
        {p.needs_reason && <span className="tag tag-blue">{t('discretion.needsReason')}</span>}
        {p.needs_collective && <span className="tag tag-blue">{t('discretion.needsCollective')}</span>}
      </p>
      <Facts
        items={[
          [t('discretion.item'), say(v.item.title)],
          [t('discretion.duty'), v.item.duty],
          [t('discretion.penalty'), v.item.penalty],
          [t('discretion.grade'), p.grade],
          [t('discretion.effect'), t(`discretion.effect_${p.effect}`)],
          ...(p.persons ? [[t('discretion.persons'), span(p.persons.range)] as [string, string]] : []),
          ...(p.measure ? [[t('discretion.measure'), p.measure] as [string, string]] : []),
        ]}
      />
      {p.party && (
        <section>
          <h2 className="part-head">{t('discretion.plot')}</h2>
          <SpreadPlot d={v} />
          <p className={v.like.outlier ? 'discretion-moved' : 'faint'}>
            {v.like.outlier && <b>{t('discretion.outlier')} </b>}
            {say(v.like.text)} <span className="faint">{t('discretion.likeHint')}</span>
          </p>
        </section>
      )}
      <section>
        <h2 className="part-head">{t('discretion.steps')}</h2>
        <ol className="discretion-steps">
          {p.steps.map((s, i) => (
            <li key={i} data-step={s.kind} className={s.kind === 'source' || s.kind === 'alert' ? 'faint' : undefined}>
              {say(s.text)} {s.basis && !say(s.text).includes(s.basis) && <span className="faint">{s.basis}</span>}
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}
