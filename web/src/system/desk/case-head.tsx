import { useMemo } from 'react';
import type { CaseSheet, PossibleAct } from '@/api/casework';
import { useT } from '@/i18n/desk';
import { ActPanel } from '@/kit/act-panel';
import { ClockChip } from '@/kit/clock-chip';
import { byUrgency, isLive } from '@/kit/clock-state';
import { Panel } from '@/kit/page';
import type { Schema } from '@/kit/schema';
import { SchemaFacts } from '@/kit/schema-value';
import { SignChain, SignOrder } from '@/kit/sign-chain';
import { SignPanel } from '@/kit/sign-panel';
import { basisText } from '@/kit/term-text';
import { Countdown, TimeText } from '@/kit/time-text';
import { useNow } from '@/kit/use-now';
import { useWho } from '@/kit/who';
import { dueOf } from './due';

/** What matters first: the stage, the clocks, what waits for signatures, and what may be done next and by whom. */
export function CaseHead({ d, onClocks }: { d: CaseSheet; onClocks: () => void }) {
  const { t, say } = useT();
  return (
    <Panel className="case-head">
      <dl className="case-lines">
        <dt>{t('casework.stage')}</dt>
        <dd>
          <span className="stage-word">{say(d.case.stage_title) || d.case.stage}</span>
          {d.case.closed && <span className="tag tag-plain">{t('casework.closed')}</span>}
          {!d.case.closed && <span>{say(d.outline.stages.find((s) => s.name === d.case.stage)?.todo)}</span>}
        </dd>
        <Clocks d={d} onClocks={onClocks} />
        {d.pending.map((p) => (
          <Line key={p.act} title={t('casework.signing')}>
            <div className="grow" data-pending={p.act}>
              <p className="pending-head">
                <b>{say(p.title)}</b>{' '}
                <span className="faint">
                  {t('casework.proposedBy', { name: p.person_name })} <TimeText at={p.at} style="minute" />
                </span>
              </p>
              <SignChain signs={p.signs} />
              <PendingForm d={d} act={p.act} form={p.form} open={p.signs.some((s) => s.allowed)} />
              <SignPanel caseId={d.case.id} pending={p} revision={d.case.revision} />
            </div>
          </Line>
        ))}
        {!d.case.closed && <NextActs d={d} />}
      </dl>
    </Panel>
  );
}

function Line({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** The clocks that run; those that are over are under their own tab. */
function Clocks({ d, onClocks }: { d: CaseSheet; onClocks: () => void }) {
  const { t } = useT();
  const minute = Math.floor(useNow() / 60_000) * 60_000;
  const clocks = useMemo(() => byUrgency(d.clocks.filter(isLive), minute), [d.clocks, minute]);
  const due = dueOf(d.case.due_at);
  if (clocks.length === 0 && (due === undefined || d.case.closed)) return null;
  return (
    <Line title={t('term.clocks')}>
      {clocks.map((c) => (
        <ClockChip key={`${c.name} ${c.n}`} clock={c} onOpen={onClocks} />
      ))}
      {clocks.length === 0 && <Countdown at={d.case.due_at} />}
    </Line>
  );
}

/** What was filled in by whoever proposed the act: in sight of the one who signs, folded for others. */
function PendingForm({ d, act, form, open }: { d: CaseSheet; act: string; form: unknown; open: boolean }) {
  const { t } = useT();
  if (!form || typeof form !== 'object' || Object.keys(form).length === 0) return null;
  const schema = d.outline.acts.find((a) => a.name === act)?.form as Schema | undefined;
  return (
    <details className="pending-form" open={open}>
      <summary>{t('sign.filled')}</summary>
      <SchemaFacts schema={schema} data={form as Record<string, unknown>} />
    </details>
  );
}

/** What binds an act, told before it is done: what must hold, which writs it makes, and who signs after. */
function AboutAct({ d, act }: { d: CaseSheet; act: PossibleAct }) {
  const { t, say } = useT();
  const o = d.outline.acts.find((a) => a.name === act.act);
  if (!o) return null;
  const writs = (o.writs ?? []).map((w) => say(d.outline.writs?.find((x) => x.name === w)?.title) || w);
  const conditions = [...o.guards.map((g) => ({ text: say(g.title), basis: basisText(g.basis) })), ...(o.evidence ?? []).map((e) => ({ text: `${say(e.title)} ${e.min > 1 ? t('flow.atLeast', { n: e.min }) : ''}`, basis: basisText(e.basis) }))];
  if (conditions.length === 0 && writs.length === 0 && !o.signs?.length) return null;
  return (
    <div className="about-act">
      {conditions.length > 0 && (
        <section>
          <h3>{t('flow.guards')}</h3>
          <ul className="missing">
            {conditions.map((c) => (
              <li key={c.text}>
                {c.text} <span className="faint">{c.basis}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {writs.length > 0 && (
        <section>
          <h3>{t('flow.writs')}</h3>
          {writs.join(t('flow.and'))}
        </section>
      )}
      {!!o.signs?.length && (
        <section className="about-signs">
          <h3>{t('sign.afterYou')}</h3>
          <SignOrder signs={o.signs} />
        </section>
      )}
    </div>
  );
}

/** Buttons for the acts that this person may do, what they still wait for, and who does the others. */
function NextActs({ d }: { d: CaseSheet }) {
  const { t, say } = useT();
  const who = useWho();
  const mine = d.acts.filter((a) => a.allowed);
  const others = d.acts.filter((a) => !a.allowed);
  const whoMay = (a: PossibleAct) => {
    const o = d.outline.acts.find((x) => x.name === a.act);
    return o ? who(o.who).join(t('flow.and')) : '';
  };
  const waiting = mine.filter((a) => a.waits?.length);
  return (
    <>
      <dt>{t('casework.acts')}</dt>
      <dd>
        {mine.length > 0 ? (
          <ActPanel caseId={d.case.id} acts={mine} known={(d.case.data ?? undefined) as object | undefined} revision={d.case.revision} about={(a) => <AboutAct d={d} act={a} />} />
        ) : (
          <span className="faint">{t('casework.nothingForYou')}</span>
        )}
      </dd>
      {waiting.length > 0 && (
        <Line title={t('casework.missing')}>
          <ul className="case-list">
            {waiting.map((a) => (
              <li key={a.act}>
                <b>{say(a.title)}</b>
                <ul className="missing">
                  {(a.waits ?? []).map((w, i) => (
                    <li key={i}>
                      {say(w.text)} <span className="faint">{basisText(w.basis)}</span>
                    </li>
                  ))}
                </ul>
              </li>
            ))}
          </ul>
        </Line>
      )}
      {others.length > 0 && (
        <Line title={t('casework.byOthers')}>
          <details className="grow">
            <summary>{t('casework.othersCount', { n: others.length })}</summary>
            <ul className="case-others">
              {others.map((a) => (
                <li key={a.act}>
                  <b>{say(a.title)}</b> <span className="faint">{whoMay(a)}</span>
                </li>
              ))}
            </ul>
          </details>
        </Line>
      )}
    </>
  );
}
