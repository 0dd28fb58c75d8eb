import type { ReactNode } from 'react';
import type { OutlineAct, OutlineClock, Procedure, Stage } from '@/api/casework';
import { useT, type Key } from '@/i18n/desk';
import { propertiesOf, titleOf, unitOf, type Schema } from '@/kit/schema';
import { SignOrder } from '@/kit/sign-chain';
import { basisText } from '@/kit/term-text';
import { useRuleText } from '@/kit/rule-text';
import { useWho } from '@/kit/who';
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
  const writ = (name: string) => p.writs?.find((w) => w.name === name);
  const writTitle = (name: string) => say(writ(name)?.title) || name;
  const fields = propertiesOf(act.form as Schema | undefined).filter(([, s]) => !s.readOnly);
  const needed = new Set((act.form as Schema | undefined)?.required ?? []);
  const clocks = (touched: (c: OutlineClock) => string[] | null | undefined) => (p.clocks ?? []).filter((c) => touched(c)?.includes(act.name));
  const bound = [
    { word: 'flow.starts', clocks: clocks((c) => c.starts) },
    { word: 'flow.stops', clocks: clocks((c) => c.stops) },
    { word: 'flow.extends', clocks: clocks((c) => c.extends) },
    { word: 'flow.heldBy', clocks: clocks((c) => c.holds) },
    { word: 'flow.closedBy', clocks: clocks((c) => c.closes) },
  ] as const;
  const ways = act.ways?.length ? act.ways : act.to ? [act.to] : [];
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
        {ways.map((w) => (
          <button key={w} type="button" className="linkish flow-link" onClick={() => onChoose({ kind: 'stage', name: w })}>
            {stage(w)}
          </button>
        ))}
        {ways.length === 0 && <span>{t('flow.staysHere')}</span>}
      </p>
      {basisText(act.basis) && <Section title={t('kit.basis')}>{basisText(act.basis)}</Section>}
      <Section title={t('flow.who')}>
        <ul className="flow-plain">
          {act.machine ? <Line what={t('flow.machine')} /> : who(act.who).map((w, i) => <Line key={w} what={w} basis={i > 0 ? basisText(act.who.basis) : ''} />)}
          {(act.who.not_by ?? []).map((n) => (
            <Line key={n.act} what={t('flow.notBy', { act: actTitle(n.act) })} basis={basisText(n.basis)} />
          ))}
          {act.once && <Line what={t('flow.once')} />}
        </ul>
      </Section>
      {!!act.signs?.length && (
        <Section title={t('flow.signs', { n: act.signs.length })}>
          <SignOrder signs={act.signs} />
        </Section>
      )}
      {bound.some((b) => b.clocks.length > 0) && (
        <Section title={t('flow.clocks')}>
          <ul className="flow-plain">
            {bound.flatMap((b) => b.clocks.map((c) => <ClockLine key={`${b.word} ${c.name}`} c={c} word={t(b.word)} />))}
          </ul>
        </Section>
      )}
      {act.guards.length > 0 && (
        <Section title={t('flow.guards')}>
          <ul className="flow-plain">
            {act.guards.map((g) => (
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
            {act.writs.map((w) => {
              const notes = [writ(w)?.after?.length ? t('flow.after', { names: writ(w)!.after!.map(writTitle).join(t('flow.and')) }) : '', writ(w)?.served ? t('flow.served') : '', basisText(writ(w)?.basis)];
              return <Line key={w} what={writTitle(w)} basis={notes.filter(Boolean).join(' · ')} />;
            })}
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
  const { say } = useT();
  const rule = useRuleText();
  return <Line what={`${word}${say(c.title)} ${rule(c.rule)}`.trimEnd()} basis={basisText(c.basis)} />;
}

/** One stage: what must be done there, what leads in and what leads out. */
export function StageDetails({ p, stage, at, onChoose }: { p: Procedure; stage: Stage; at?: ReactNode; onChoose: (c: Chosen) => void }) {
  const { t, say } = useT();
  const out = p.acts.filter((a) => a.from.includes(stage.name));
  const into = p.acts.filter((a) => a.to === stage.name || a.ways?.includes(stage.name));
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

/** The clocks of a procedure: how long, what starts, stops and extends them, and what follows when they run out. */
export function ClockList({ p }: { p: Procedure }) {
  const { t, say } = useT();
  const rule = useRuleText();
  const act = (name: string) => say(p.acts.find((a) => a.name === name)?.title) || name;
  const acts = (word: Key, names?: string[] | null) => (names?.length ? `${t(word)}${names.map(act).join(t('flow.and'))}` : '');
  return (
    <ul className="flow-plain flow-clocks">
      {(p.clocks ?? []).map((c) => {
        const after = p.clocks?.find((x) => x.name === c.after);
        const notes = [
          after ? t('flow.afterClock', { name: say(after.title) }) : '',
          acts('flow.starts', c.starts),
          acts('flow.stops', c.stops),
          ...(c.pauses ?? []).map((x) => t('flow.pausedBy', { title: say(x.title) })),
          acts('flow.extendedBy', c.extends),
          acts('flow.closes', c.closes),
          acts('flow.holds', c.holds),
          acts('flow.lapses', c.lapses ? [c.lapses] : []),
        ];
        return (
          <Line
            key={c.name}
            what={
              <>
                <b>{say(c.title)}</b> <b className="num">{rule(c.rule)}</b> <span className="faint">{t(c.party ? 'term.party' : 'term.ofBureau')}</span>
                <span className="flow-clock-notes">{notes.filter(Boolean).join(' · ')}</span>
              </>
            }
            basis={basisText(c.basis)}
          />
        );
      })}
    </ul>
  );
}
