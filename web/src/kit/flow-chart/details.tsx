import type { ReactNode } from 'react';
import type { GuardNote, OutlineAct, OutlineClock, Procedure, Stage } from '@/api/casework';
import { useT } from '@/i18n/desk';
import { propertiesOf, titleOf, unitOf, type Schema } from '@/kit/schema';
import { SignOrder } from '@/kit/sign-chain';
import { basisText, lapseText, termText } from '@/kit/term-text';
import { toneOf } from './graph';
import type { Chosen } from './drawing';

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flow-part">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

export const guardOf = (g: string | GuardNote): GuardNote => (typeof g === 'string' ? { name: g } : g);

/** Who may do an act, as far as the server says it in words. */
export function useWho(): (a: OutlineAct) => string {
  const { t, say } = useT();
  return (a) => {
    if (a.machine) return t('flow.machine');
    const who = [say(a.who), a.assignee ? t('flow.assignee') : ''].filter(Boolean);
    if (who.length === 0 || (a.permission && !a.who)) who.push(t('flow.permitted'));
    return who.join(t('flow.or'));
  };
}

function Line({ what, basis }: { what: ReactNode; basis?: string }) {
  return (
    <li>
      {what}
      {basis && <small className="flow-basis">{basis}</small>}
    </li>
  );
}

/** Everything that binds an act: who, hands, signatures, form, writs, evidence, conditions, clocks, article. */
export function ActDetails({ p, act, onChoose }: { p: Procedure; act: OutlineAct; onChoose: (c: Chosen) => void }) {
  const { t, say } = useT();
  const who = useWho();
  const stage = (name: string) => say(p.stages.find((s) => s.name === name)?.title) || name;
  const actTitle = (name: string) => say(p.acts.find((a) => a.name === name)?.title) || name;
  const writTitle = (name: string) => say(p.acts.flatMap((a) => a.writs ?? []).find((w) => w.name === name)?.title) || name;
  const fields = propertiesOf(act.form as Schema | undefined).filter(([, s]) => !s.readOnly);
  const needed = new Set((act.form as Schema | undefined)?.required ?? []);
  const clocks = (names: string[] | null | undefined) => (names ?? []).map((n) => p.clocks?.find((c) => c.name === n)).filter((c) => c !== undefined);
  const [starts, stops] = [clocks(act.starts), clocks(act.stops)];
  const guards = (act.guards ?? []).map(guardOf);
  return (
    <div className="flow-details">
      <p className="row">
        <span className={`tag tag-plain flow-tone-${toneOf(act)}`}>{t(`flow.tone_${toneOf(act)}`)}</span>
        {act.from.map((f) => (
          <button key={f} type="button" className="linkish flow-link" onClick={() => onChoose({ kind: 'stage', name: f })}>
            {stage(f)}
          </button>
        ))}
        <span aria-hidden="true">→</span>
        {act.to ? (
          <button type="button" className="linkish flow-link" onClick={() => onChoose({ kind: 'stage', name: act.to })}>
            {stage(act.to)}
          </button>
        ) : (
          <span>{t('flow.staysHere')}</span>
        )}
      </p>
      {basisText(act.basis) && <Section title={t('kit.basis')}>{basisText(act.basis)}</Section>}
      <Section title={t('flow.who')}>
        <ul className="flow-plain">
          <Line what={who(act)} />
          {(act.hands ?? 0) > 1 && <Line what={t('flow.hands', { n: act.hands! })} />}
          {(act.not_by ?? []).map((n) => (
            <Line key={n} what={t('flow.notBy', { act: actTitle(n) })} />
          ))}
        </ul>
      </Section>
      {!!act.signs?.length && (
        <Section title={t('flow.signs', { n: act.signs.length })}>
          <SignOrder signs={act.signs} />
        </Section>
      )}
      {(starts.length > 0 || stops.length > 0) && (
        <Section title={t('flow.clocks')}>
          <ul className="flow-plain">
            {starts.map((c) => (
              <ClockLine key={`+${c.name}`} c={c} word={t('flow.starts')} />
            ))}
            {stops.map((c) => (
              <ClockLine key={`-${c.name}`} c={c} word={t('flow.stops')} />
            ))}
          </ul>
        </Section>
      )}
      {guards.length > 0 && (
        <Section title={t('flow.guards')}>
          <ul className="flow-plain">
            {guards.map((g) => (
              <Line key={g.name} what={say(g.title) || <code>{g.name}</code>} basis={basisText(g.basis)} />
            ))}
          </ul>
        </Section>
      )}
      {!!act.evidence?.length && (
        <Section title={t('flow.evidence')}>
          <ul className="flow-plain">
            {act.evidence.map((e) => (
              <Line key={e.kind} what={`${say(e.title) || e.kind}${e.min ? ` ${t('flow.atLeast', { n: e.min })}` : ''}`} basis={basisText(e.basis)} />
            ))}
          </ul>
        </Section>
      )}
      {!!act.writs?.length && (
        <Section title={t('flow.writs')}>
          <ul className="flow-plain">
            {act.writs.map((w) => (
              <Line key={w.name} what={say(w.title)} basis={w.after?.length ? t('flow.after', { names: w.after.map(writTitle).join(t('flow.and')) }) : ''} />
            ))}
          </ul>
        </Section>
      )}
      <Section title={t('flow.form')}>
        {fields.length === 0 ? (
          <span className="faint">{t('flow.noForm')}</span>
        ) : (
          <ul className="flow-fields">
            {fields.map(([name, s]) => (
              <li key={name}>
                {titleOf(name, s, say)}
                {unitOf(s) && <span className="faint"> {unitOf(s)}</span>}
                {needed.has(name) && <span className="flow-needed">{t('flow.needed')}</span>}
              </li>
            ))}
          </ul>
        )}
      </Section>
    </div>
  );
}

function ClockLine({ c, word }: { c: OutlineClock; word: string }) {
  const { t, say } = useT();
  return <Line what={`${word}${say(c.title)} ${termText(c.spec, t)}`} basis={basisText(c.basis)} />;
}

/** One stage: what must be done there, what leads in and what leads out. */
export function StageDetails({ p, stage, at, onChoose }: { p: Procedure; stage: Stage; at?: ReactNode; onChoose: (c: Chosen) => void }) {
  const { t, say } = useT();
  const out = p.acts.filter((a) => a.from.includes(stage.name));
  const into = p.acts.filter((a) => a.to === stage.name);
  const list = (acts: OutlineAct[]) => (
    <ul className="flow-plain">
      {acts.map((a) => (
        <li key={a.name}>
          <button type="button" className="linkish flow-link" onClick={() => onChoose({ kind: 'act', name: a.name })}>
            {say(a.title)}
          </button>
        </li>
      ))}
    </ul>
  );
  return (
    <div className="flow-details">
      {at}
      {say(stage.todo) && <Section title={t('flow.todo')}>{say(stage.todo)}</Section>}
      {stage.final && <p>{t('flow.finalHint')}</p>}
      {out.length > 0 && <Section title={t('flow.actsHere')}>{list(out)}</Section>}
      {into.length > 0 && <Section title={t('flow.actsInto')}>{list(into)}</Section>}
    </div>
  );
}

/** The clocks of a procedure, with length, article and what follows when they run out. */
export function ClockList({ clocks }: { clocks: OutlineClock[] }) {
  const { t, say } = useT();
  return (
    <ul className="flow-plain">
      {clocks.map((c) => (
        <Line
          key={c.name}
          what={
            <>
              {say(c.title)} <b className="num">{termText(c.spec, t)}</b> <span className="faint">{lapseText((c.spec as { lapse?: string } | undefined)?.lapse, t)}</span>
            </>
          }
          basis={basisText(c.basis)}
        />
      ))}
    </ul>
  );
}
