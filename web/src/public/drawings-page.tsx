import { useCallback, useEffect, useState } from 'react';
import { switchLanguage } from '@/i18n';
import { useT } from '@/i18n/public';
import { shanghai } from '@/kit/time';
import { drawingFile, readDrawing, readDrawings, type DrawnTeam, type PublicDrawing } from './server';

/** 双随机抽取公示: notices and published drawings, with all that is needed to draw again. */
export function DrawingsPage() {
  const { t, lang } = useT();
  const [list, setList] = useState<PublicDrawing[]>();
  const [failed, setFailed] = useState(false);
  const read = useCallback(async () => {
    setFailed(false);
    try {
      setList(await readDrawings());
    } catch {
      setFailed(true);
    }
  }, []);
  useEffect(() => {
    document.title = t('open.drawings');
    void read();
  }, [read, t]);
  return (
    <>
      <header className="head">
        <h1>{t('open.drawings')}</h1>
        <button type="button" lang={lang === 'en' ? 'zh-CN' : 'en'} onClick={() => switchLanguage(lang === 'en' ? 'zh' : 'en')}>
          {t('open.language')}
        </button>
      </header>
      <main>
        <p>{t('open.drawingsIntro')}</p>
        <details className="how">
          <summary>{t('open.howTo')}</summary>
          <ol>
            <li>{t('open.how1')}</li>
            <li>{t('open.how2')}</li>
            <li>{t('open.how3')}</li>
            <li>
              {t('open.how4')}
              <pre>anlan draw check FILE --commitment SM3 --seed VALUE</pre>
              <pre>anlan-verify --commitment SM3 --seed VALUE FILE</pre>
            </li>
            <li>{t('open.how5')}</li>
          </ol>
        </details>
        <p role="status" className="soft">
          {list ? (list.length > 0 ? t('open.found', { n: list.length }) : t('open.noDrawings')) : failed ? t('open.failed') : t('open.loading')}
        </p>
        {failed && (
          <button type="button" onClick={() => void read()}>
            {t('open.again')}
          </button>
        )}
        <ul className="decisions">
          {(list ?? []).map((d) => (
            <Card key={d.id} d={d} />
          ))}
        </ul>
      </main>
      <footer className="soft">{t('open.drawingsFoot')}</footer>
    </>
  );
}

function Card({ d }: { d: PublicDrawing }) {
  const { t } = useT();
  const facts: [string, string][] = [
    [t('open.drawOrgan'), d.organ],
    [t('open.drawFixed'), `${shanghai(d.fixed_at)} ${d.fixed_name}`],
    [t('open.drawList'), t('open.drawListN', { units: d.units, officers: d.officers })],
    [t('open.drawSource'), `${d.source.title}（${d.source.place}）`],
    [t('open.drawForm'), d.source.form],
    [t('open.drawDue'), shanghai(d.source.due)],
    ...(d.state === 'published'
      ? ([
          [t('open.drawSeed'), d.seed],
          [t('open.drawAnnounced'), shanghai(d.announced_at)],
          [t('open.published'), shanghai(d.published_at)],
        ] as [string, string][])
      : []),
  ];
  return (
    <li className={d.state === 'void' ? 'decision withdrawn' : 'decision'} data-drawing={d.id} data-state={d.state}>
      <h2>
        {d.title} <span className="number">{d.number}</span> <span className={d.state === 'void' ? 'mark' : 'stand'}>{t(d.state === 'void' ? 'open.drawVoid' : d.state === 'published' ? 'open.drawPublished' : 'open.drawNoticed')}</span>
      </h2>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p>
        {t('open.drawDigest')} <code className="sum">{d.digest}</code>
      </p>
      <p>
        {t('open.drawListDigest')} <code className="sum">{d.list_digest}</code>
      </p>
      {d.state === 'void' && (
        <p>
          {t('open.drawVoidAt', { at: shanghai(d.voided_at) })} {t('open.reason')} {d.void_reason}
        </p>
      )}
      {d.state === 'published' && (
        <>
          <p>
            <a href={drawingFile(d.id)} download>
              {t('open.drawFile')}
              <span className="sr"> {d.number}</span>
            </a>
          </p>
          <Result id={d.id} number={d.number} />
        </>
      )}
    </li>
  );
}

/** What was drawn, read from the very file that is published. */
function Result({ id, number }: { id: string; number: string }) {
  const { t } = useT();
  const [teams, setTeams] = useState<DrawnTeam[]>();
  const [failed, setFailed] = useState(false);
  const open = async () => {
    setFailed(false);
    try {
      setTeams(await readDrawing(id));
    } catch {
      setFailed(true);
    }
  };
  if (!teams) {
    return (
      <p>
        <button type="button" onClick={() => void open()}>
          {t('open.drawShow')}
          <span className="sr"> {number}</span>
        </button>
        {failed && <span role="alert"> {t('open.failed')}</span>}
      </p>
    );
  }
  return (
    <div className="teams" tabIndex={0} role="region" aria-label={t('open.drawShow')}>
      <table>
        <thead>
          <tr>
            <th>{t('open.drawOrder')}</th>
            <th>{t('open.drawUnit')}</th>
            <th>{t('open.drawTeam')}</th>
          </tr>
        </thead>
        <tbody>
          {teams.map((x, i) => (
            <tr key={x.code}>
              <td>{i + 1}</td>
              <td>
                {x.unit}
                {x.covered && ` ${t('open.drawCovered')}`}
              </td>
              <td>{x.team.join('、') || t('open.drawNoTeam')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
