import { Button } from 'antd';
import type { Answer, LineAnswer, Named } from '@/api/duty';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { Phone } from './who-parts';

/** The three lines side by side, each from the place up to the city; gaps stand where somebody should. */
export function AnswerChain({ of: a, onCall }: { of: Answer; onCall: (contact: string, name: string) => void }) {
  const { t } = useT();
  return (
    <>
      {a.nobody && (
        <div className="loud" role="alert">
          <b>{t('duty.nobody')}</b>
          <div>{t('duty.nobodyHint')}</div>
        </div>
      )}
      <div className="chain-lines">
        {a.lines.map((l) => (
          <Line key={l.line} line={l} answer={a} onCall={onCall} />
        ))}
      </div>
    </>
  );
}

function Line({ line, answer, onCall }: { line: LineAnswer; answer: Answer; onCall: (contact: string, name: string) => void }) {
  const { t, say } = useT();
  return (
    <section className="chain-line">
      <h3>{say(line.title)}</h3>
      <ol className="chain">
        {line.gaps.map((g) => (
          <li key={`${g.area} ${g.role}`} className="chain-gap">
            <span className="tag fault-gap">{t('duty.gapHere')}</span> {say(g.text)}
          </li>
        ))}
        {line.steps.map((s) => (
          <StepCard key={s.post} step={s} answer={answer} onCall={onCall} />
        ))}
        {line.steps.length === 0 && line.gaps.length === 0 && <li className="faint">{t('duty.noLine')}</li>}
      </ol>
    </section>
  );
}

function StepCard({ step: s, answer, onCall }: { step: Named; answer: Answer; onCall: (contact: string, name: string) => void }) {
  const { t, say } = useT();
  const mayCall = useMay('duty.call.start');
  const acting = s.substitute ?? s.who;
  return (
    <li>
      <div className="chain-name">
        <span>
          <b>{acting.name}</b>{' '}
          {s.substitute && (
            <span className="tag">
              {t('duty.substitute')} {s.who.name}（{t('duty.away')}）
            </span>
          )}
        </span>
        {mayCall && (
          <Button size="small" onClick={() => onCall(acting.id, acting.name)}>
            {t('duty.callOne')}
          </Button>
        )}
      </div>
      <div>
        {s.title} <Phone of={acting} phones={answer.phones} masked={answer.masked} />
      </div>
      <small>{say(s.reason)}</small>
      <small>
        {t('duty.document')}：{s.document.organ} {s.document.number}（{s.document.date}）
      </small>
    </li>
  );
}
