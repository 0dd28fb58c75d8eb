import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { elementAnswerQuery, type Answer } from '@/api/duty';
import { useT } from '@/i18n/desk';
import { Loaded } from '@/kit/states';
import { MatterSelect, Phone } from './who-parts';

/** Who answers for an element, in short: the nearest of each line, then upward; its own people first. */
export function WhoAnswers({ element, matter: first = 'safety', lon, lat }: { element: string; matter?: string; lon: number; lat: number }) {
  const { t } = useT();
  const [matter, setMatter] = useState(first);
  const answer = useQuery(elementAnswerQuery(element, matter));
  return (
    <div className="stack" data-who-answers>
      <div className="row">
        <MatterSelect value={matter} onChange={setMatter} />
        <Link to="/duty/who" search={{ lon: String(lon), lat: String(lat), matter }}>
          {t('duty.whole')}
        </Link>
      </div>
      <Loaded of={answer}>{(a) => <Short a={a} />}</Loaded>
    </div>
  );
}

function Short({ a }: { a: Answer }) {
  const { t, say } = useT();
  if (a.nobody) return <p className="overdue">{t('duty.nobody')}</p>;
  return (
    <ul className="people">
      {a.lines.flatMap((l) =>
        l.steps.slice(0, 3).map((s) => {
          const acting = s.substitute ?? s.who;
          return (
            <li key={s.post}>
              <b>{acting.name}</b> {s.title} <Phone of={acting} phones={a.phones} masked={a.masked} />
              <small className="faint">
                {say(l.title)} · {say(s.reason)}
              </small>
            </li>
          );
        }),
      )}
    </ul>
  );
}
