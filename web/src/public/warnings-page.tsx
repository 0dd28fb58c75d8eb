import { useCallback, useEffect, useState } from 'react';
import { switchLanguage } from '@/i18n';
import { useT } from '@/i18n/public';
import { shanghai } from '@/kit/time';
import { readWarnings, type PublicWarning } from './server';

const everyMinute = 60_000;

/** The warnings that stand, for everybody; read anew each minute. */
export function WarningsPage() {
  const { t, lang } = useT();
  const [list, setList] = useState<PublicWarning[]>();
  const [failed, setFailed] = useState(false);
  const read = useCallback(async () => {
    try {
      setList(await readWarnings());
      setFailed(false);
    } catch {
      setFailed(true);
    }
  }, []);
  useEffect(() => {
    document.title = t('open.warnings');
    void read();
    const turn = setInterval(() => void read(), everyMinute);
    return () => clearInterval(turn);
  }, [read, t]);
  return (
    <>
      <header className="head">
        <h1>{t('open.warnings')}</h1>
        <button type="button" lang={lang === 'en' ? 'zh-CN' : 'en'} onClick={() => switchLanguage(lang === 'en' ? 'zh' : 'en')}>
          {t('open.language')}
        </button>
      </header>
      <main>
        <p role="status" className="soft">
          {list ? (list.length === 0 ? t('open.noWarnings') : t('open.warningsFound', { n: list.filter((w) => w.standing).length })) : failed ? t('open.failed') : t('open.loading')}{' '}
          <a href="/public/warnings.atom">{t('open.atom')}</a>
        </p>
        {failed && (
          <p role="alert">
            {list ? t('open.stale') : t('open.failed')}{' '}
            <button type="button" onClick={() => void read()}>
              {t('open.again')}
            </button>
          </p>
        )}
        <ul className="decisions">
          {(list ?? []).map((w) => (
            <Card key={w.id} w={w} />
          ))}
        </ul>
      </main>
      <footer className="soft">{t('open.warningsFoot')}</footer>
    </>
  );
}

function Card({ w }: { w: PublicWarning }) {
  const { t, say } = useT();
  return (
    <li className={w.standing ? `decision warning warning-${w.colour}` : 'decision withdrawn'} data-warning={w.id}>
      <h2>
        {w.status === 'Exercise' && <span className="mark">{t('open.exercise')}</span>} {w.standing ? <span className={`colour colour-${w.colour}`}>{say(w.colour_text)}</span> : <span className="mark">{t('open.lifted')}</span>} {w.headline}
      </h2>
      <p className="text">{w.description}</p>
      {w.instruction && (
        <p className="text">
          <b>{t('open.whatToDo')}</b> {w.instruction}
        </p>
      )}
      <dl>
        <div>
          <dt>{t('open.where')}</dt>
          <dd>{w.areas.join('、') || '–'}</dd>
        </div>
        <div>
          <dt>{t('open.issuedBy')}</dt>
          <dd>{w.sender_name || '–'}</dd>
        </div>
        <div>
          <dt>{t('open.issued')}</dt>
          <dd>{shanghai(w.sent, 'minute')}</dd>
        </div>
        <div>
          <dt>{t('open.until')}</dt>
          <dd>{shanghai(w.expires, 'minute')}</dd>
        </div>
      </dl>
      <a href={`/api/public/warnings/${encodeURIComponent(w.id)}/cap`}>
        CAP<span className="sr"> {w.headline}</span>
      </a>
    </li>
  );
}
