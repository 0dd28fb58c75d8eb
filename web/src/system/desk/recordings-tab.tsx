import './recordings.css';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { recordingsQuery, type CaseSheet, type Finding, type FindingAnswer, type Recordings } from '@/api/casework';
import { useT } from '@/i18n/desk';
import { Loaded, Nothing } from '@/kit/states';
import { basisText } from '@/kit/term-text';
import { TimeText } from '@/kit/time-text';
import { useWho } from '@/kit/who';
import { AnswerForm } from './answer-form';
import { stripsOf } from './recording-groups';
import { RecordingStrip } from './recording-strip';

/** Whether a case has, or may come to have, something that must be on film. */
export const wantsFilm = (d: Pick<CaseSheet, 'outline' | 'evidence'>): boolean => d.outline.acts.some((a) => a.films?.length) || d.evidence.some((e) => e.kind === 'recording');

/** What must be on film against the film there is; what is wrong, and what legal review says to it. */
export function RecordingsTab({ d }: { d: CaseSheet }) {
  const query = useQuery(recordingsQuery(d.case.id, d.case.revision));
  return <Loaded of={query}>{(r) => <Checked d={d} r={r} />}</Loaded>;
}

function Checked({ d, r }: { d: CaseSheet; r: Recordings }) {
  const { t } = useT();
  const strips = useMemo(() => stripsOf(r.report), [r]);
  const names = useMemo(() => new Map(d.evidence.map((e) => [e.id, e.name])), [d.evidence]);
  const found = r.report.findings ?? [];
  if (strips.length === 0 && found.length === 0) return <Nothing title={t('recording.none')} hint={t('recording.noneHint')} />;
  const last = (key: string) => r.answers.findLast((a) => a.finding === key);
  const stale = r.answers.filter((a) => !found.some((f) => f.key === a.finding));
  return (
    <div className="stack recordings">
      <p role="status" className={r.open.length > 0 ? 'film-open' : 'film-fine'}>
        {found.length === 0 ? t('recording.fine') : r.open.length > 0 ? t('recording.openCount', { n: r.open.length }) : t('recording.allAnswered', { n: found.length })}
      </p>
      <section aria-label={t('recording.picture')}>
        <h2 className="part-head">{t('recording.picture')}</h2>
        <p className="faint">{t('recording.pictureNote')}</p>
        {strips.map((s) => (
          <RecordingStrip key={s.from} s={s} names={names} />
        ))}
      </section>
      {found.length > 0 && (
        <section>
          <h2 className="part-head">{t('recording.findings')}</h2>
          <ol className="findings">
            {found.map((f, i) => (
              <FindingItem key={f.key} d={d} r={r} f={f} n={i + 1} answer={last(f.key)} />
            ))}
          </ol>
        </section>
      )}
      {stale.length > 0 && (
        <details>
          <summary>{t('recording.stale', { n: stale.length })}</summary>
          {stale.map((a) => (
            <Given key={a.id} a={a} />
          ))}
        </details>
      )}
    </div>
  );
}

function Given({ a }: { a: FindingAnswer }) {
  const { t } = useT();
  return (
    <p className="finding-answer">
      <b>{t(`recording.verdict_${a.verdict as 'explained'}`)}</b> {a.text}{' '}
      <span className="faint">
        {a.person_name} <TimeText at={a.at} style="minute" />
      </span>
    </p>
  );
}

function FindingItem({ d, r, f, n, answer }: { d: CaseSheet; r: Recordings; f: Finding; n: number; answer?: FindingAnswer }) {
  const { t, say } = useT();
  const who = useWho();
  const reason = d.case.closed ? t('recording.closedCase') : r.may_answer ? '' : t('recording.mayNot', { who: r.answerer ? who({ permission: r.answerer, assignee: false }).join(t('flow.and')) : t('recording.legal') });
  return (
    <li id={`finding-${n}`} className="finding" data-finding={f.kind} data-answered={answer ? '' : undefined}>
      <p>
        <span className="film-number film-inline num">{n}</span> <span className={`tag ${f.severity === 'serious' ? 'tag-red' : f.severity === 'warning' ? 'tag-orange' : 'tag-plain'}`}>{t(`recording.severity_${f.severity as 'serious'}`)}</span>{' '}
        <b>{t(`recording.kind_${f.kind as 'gap'}`)}</b> <span className="tag tag-plain">{t(answer ? 'recording.answered' : 'recording.waiting')}</span>
      </p>
      <p>
        {say(f.text)} <span className="faint">{basisText(f.basis)}</span>{' '}
        {f.case && (
          <Link to="/desk/cases/$id" params={{ id: f.case }}>
            {t('recording.otherCase')}
          </Link>
        )}
      </p>
      {answer && <Given a={answer} />}
      <AnswerForm caseId={d.case.id} finding={f.key} again={!!answer} reason={reason} />
    </li>
  );
}
