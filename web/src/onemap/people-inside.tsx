import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { peopleInsideQuery, type Named, type PeopleView } from '@/api/duty';
import { useT } from '@/i18n/desk';
import { Panel } from '@/kit/page';
import { Loaded } from '@/kit/states';
import { MatterSelect, Phone } from '@/system/roster/who-parts';
import type { Where } from './report';

/** Who answers in a shape: area by area, and the leaders of its districts and rivers, each with number and document. */
export function PeopleInside({ where }: { where: Where }) {
  const { t } = useT();
  const [matter, setMatter] = useState('safety');
  const people = useQuery(peopleInsideQuery(where, matter));
  return (
    <Panel title={t('onemap.responsible')} extra={<MatterSelect value={matter} onChange={setMatter} />}>
      <div data-responsible>
        <Loaded of={people}>{(p) => <Found p={p} />}</Loaded>
      </div>
    </Panel>
  );
}

function Found({ p }: { p: PeopleView }) {
  const { t, say } = useT();
  const [n, setN] = useState(12);
  return (
    <>
      {p.leaders.length > 0 && (
        <>
          <h3 className="report-head">{t('onemap.leaders')}</h3>
          <ul className="people">
            {p.leaders.map((l) => (
              <Person key={l.post} of={l} p={p} />
            ))}
          </ul>
        </>
      )}
      {p.areas.length === 0 && <p className="faint">{t('onemap.responsibleNone')}</p>}
      {p.areas.slice(0, n).map((a) => (
        <section key={a.area}>
          <h3 className="report-head">{a.name}</h3>
          <ul className="people">
            {a.gaps.map((g) => (
              <li key={`${g.line} ${g.role}`} className="text-red">
                <span className="tag fault-gap">{t('duty.gapHere')}</span> {say(g.text)}
              </li>
            ))}
            {a.people.map((l) => (
              <Person key={l.post} of={l} p={p} />
            ))}
          </ul>
        </section>
      ))}
      {p.areas.length > n && (
        <button type="button" className="linkish" onClick={() => setN(n + 40)}>
          {t('onemap.moreAreas', { n: p.areas.length - n })}
        </button>
      )}
      {p.more > 0 && p.areas.length <= n && <p className="faint">{t('onemap.areasCut', { n: p.more })}</p>}
    </>
  );
}

function Person({ of: l, p }: { of: Named; p: PeopleView }) {
  const { t } = useT();
  const acting = l.substitute ?? l.who;
  return (
    <li>
      <b>{acting.name}</b> {l.title} <Phone of={acting} phones={p.phones} masked={p.masked} />
      {l.substitute && (
        <small>
          {t('duty.substitute')} {l.who.name}
        </small>
      )}
      <small className="faint">
        {t('duty.document')}：{l.document.organ} {l.document.number}
      </small>
    </li>
  );
}
