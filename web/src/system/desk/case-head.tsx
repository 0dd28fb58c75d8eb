import { useMemo } from 'react';
import type { CaseSheet, PossibleAct } from '@/api/casework';
import { useT } from '@/i18n/desk';
import { ActPanel } from '@/kit/act-panel';
import { ClockChip } from '@/kit/clock-chip';
import { byUrgency } from '@/kit/clock-state';
import { useWho } from '@/kit/flow-chart/details';
import { Panel } from '@/kit/page';
import type { Schema } from '@/kit/schema';
import { SchemaFacts } from '@/kit/schema-value';
import { SignChain } from '@/kit/sign-chain';
import { Countdown, TimeText } from '@/kit/time-text';
import { useNow } from '@/kit/use-now';
import { dueOf } from './due';

/** What matters first: the stage, the clocks, what waits for signatures, and what may be done next and by whom. */
export function CaseHead({ d, onClocks }: { d: CaseSheet; onClocks: () => void }) {
  const { t, say } = useT();
  const pending = d.pending ?? [];
  return (
    <Panel className="case-head">
      <dl className="case-lines">
        <dt>{t('casework.stage')}</dt>
        <dd>
          <span className="stage-word">{say(d.case.stage_title) || d.case.stage}</span>
          {d.case.closed && <span className="tag tag-plain">{t('casework.closed')}</span>}
        </dd>
        <Clocks d={d} onClocks={onClocks} />
        {pending.map((p) => (
          <Line key={p.act} title={t('casework.signing')}>
            <div className="grow">
              <p className="pending-head">
                <b>{say(p.title)}</b>{' '}
                <span className="faint">
                  {t('casework.proposedBy', { name: p.by_name })} <TimeText at={p.at} style="minute" />
                </span>
              </p>
              <SignChain signs={p.signs} />
              <PendingForm d={d} act={p.act} form={p.form} />
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

function Clocks({ d, onClocks }: { d: CaseSheet; onClocks: () => void }) {
  const { t } = useT();
  const minute = Math.floor(useNow() / 60_000) * 60_000;
  const clocks = useMemo(() => byUrgency(d.clocks ?? [], minute), [d.clocks, minute]);
  const due = dueOf(d.case.due_at);
  if (clocks.length === 0 && (due === undefined || d.case.closed)) return null;
  return (
    <Line title={t('term.clocks')}>
      {clocks.map((c) => (
        <ClockChip key={c.name} clock={c} onOpen={onClocks} />
      ))}
      {clocks.length === 0 && <Countdown at={d.case.due_at} />}
    </Line>
  );
}

/** What was filled in by whoever proposed the act. */
function PendingForm({ d, act, form }: { d: CaseSheet; act: string; form: unknown }) {
  if (!form || typeof form !== 'object' || Object.keys(form).length === 0) return null;
  const schema = d.outline.acts.find((a) => a.name === act)?.form as Schema | undefined;
  return (
    <div className="pending-form">
      <SchemaFacts schema={schema} data={form as Record<string, unknown>} />
    </div>
  );
}

/** Buttons for the acts that this person may do; the others with who may, and for all what is still missing. */
function NextActs({ d }: { d: CaseSheet }) {
  const { t, say } = useT();
  const who = useWho();
  const acts = d.acts ?? [];
  const mine = acts.filter((a) => a.allowed);
  const others = acts.filter((a) => !a.allowed);
  const whoMay = (a: PossibleAct) => {
    const o = d.outline.acts.find((x) => x.name === a.act);
    return o ? who(o) : '';
  };
  const waiting = acts.filter((a) => a.waits?.length);
  return (
    <>
      <dt>{t('casework.acts')}</dt>
      <dd>{mine.length > 0 ? <ActPanel caseId={d.case.id} acts={mine} known={(d.case.data ?? undefined) as object | undefined} /> : <span className="faint">{t('casework.nothingForYou')}</span>}</dd>
      {waiting.length > 0 && (
        <Line title={t('casework.missing')}>
          <ul className="case-list">
            {waiting.map((a) => (
              <li key={a.act}>
                <b>{say(a.title)}</b>
                <ul className="missing">
                  {(a.waits ?? []).map((w, i) => (
                    <li key={i}>{say(w)}</li>
                  ))}
                </ul>
              </li>
            ))}
          </ul>
        </Line>
      )}
      {others.length > 0 && (
        <Line title={t('casework.byOthers')}>
          <ul className="case-list">
            {others.map((a) => (
              <li key={a.act}>
                {say(a.title)} <span className="faint">{whoMay(a)}</span>
              </li>
            ))}
          </ul>
        </Line>
      )}
    </>
  );
}
