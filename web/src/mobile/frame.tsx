import { useEffect, useState, type ReactNode } from 'react';
import { switchLanguage } from '@/i18n';
import { useT } from '@/i18n/phone';
import { useOnline, useOutbox } from './store';

/** The path below /m, and how to go to another one. */
export function usePath(): [path: string, go: (path: string) => void] {
  const read = () => location.pathname.replace(/^\/m(\.html)?\/?/, '');
  const [path, setPath] = useState(read);
  useEffect(() => {
    const back = () => setPath(read());
    window.addEventListener('popstate', back);
    return () => window.removeEventListener('popstate', back);
  }, []);
  return [
    path,
    (next) => {
      history.pushState(null, '', next ? `/m/${next}` : '/m');
      setPath(next);
      window.scrollTo(0, 0);
    },
  ];
}

/** The site that a path names ("site/<code>", where the code may be what a plate says); undefined for another path. */
export const siteOfPath = (path: string) => (path.startsWith('site/') ? decodeURIComponent(path.slice('site/'.length)) : undefined);
export const pathOfSite = (code: string) => `site/${encodeURIComponent(code)}`;

export interface Who {
  person: string;
  name: string;
  onLeave: () => void;
}

/** What is around every page of the phone: the bar, the word that there is no network, and how much waits to be sent. */
export function Frame(props: { who: Who; title: string; stale: boolean; onBack: (() => void) | undefined; children: ReactNode }) {
  const { t, lang } = useT();
  const online = useOnline();
  const waiting = useOutbox().filter((o) => o.person === props.who.person && o.state !== 'refused');
  return (
    <>
      <header className="bar">
        {props.onBack ? (
          <button type="button" className="back" onClick={props.onBack}>
            ‹ {t('mobile.back')}
          </button>
        ) : (
          <h1>{props.title}</h1>
        )}
        <span className="bar-name">{props.who.name}</span>
        <button type="button" onClick={() => switchLanguage(lang === 'en' ? 'zh' : 'en')}>
          {t('mobile.language')}
        </button>
        {!props.onBack && (
          <button type="button" onClick={props.who.onLeave}>
            {t('mobile.signOut')}
          </button>
        )}
      </header>
      {(!online || props.stale) && (
        <div className="strip strip-off" role="status">
          {t('mobile.offline')}
        </div>
      )}
      {waiting.length > 0 && (
        <div className="strip strip-wait" role="status" data-waiting={waiting.length}>
          {t('mobile.waiting', { n: waiting.length })}
        </div>
      )}
      <main>{props.children}</main>
    </>
  );
}
