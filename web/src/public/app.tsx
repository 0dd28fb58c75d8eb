import { useCallback, useEffect, useState } from 'react';
import { switchLanguage } from '@/i18n';
import { useT } from '@/i18n/public';
import { shanghai } from '@/kit/time';
import { DrawingsPage } from './drawings-page';
import { PlatePage } from './plate-page';
import { WarningsPage } from './warnings-page';
import { pageOf, readDecisions, type Decision } from './server';

/** The address holds what is looked for and which decision is open, so that both can be sent to somebody. */
function addressOf(): { q: string; open: string } {
  return { q: new URLSearchParams(location.search).get('q') ?? '', open: location.pathname.startsWith('/public/') ? decodeURIComponent(location.pathname.slice(8)) : '' };
}

/** What is before the public: the warnings that stand, the drawings by lot, the face of a site behind its door plate, or the published decisions. */
export function App() {
  if (location.pathname === '/public/warnings') return <WarningsPage />;
  if (location.pathname === '/public/drawings') return <DrawingsPage />;
  return location.pathname === '/public/plate' ? <PlatePage /> : <Decisions />;
}

/** 公示: published decisions for everybody, without an account. */
function Decisions() {
  const { t, lang } = useT();
  const [at, setAt] = useState(addressOf);
  useEffect(() => {
    const back = () => setAt(addressOf());
    addEventListener('popstate', back);
    return () => removeEventListener('popstate', back);
  }, []);
  useEffect(() => {
    document.title = t('open.title');
  }, [t]);
  const go = useCallback((next: { q: string; open: string }) => {
    history.pushState(null, '', `/public${next.open ? `/${encodeURIComponent(next.open)}` : ''}${next.q ? `?q=${encodeURIComponent(next.q)}` : ''}`);
    setAt(next);
  }, []);
  return (
    <>
      <header className="head">
        <h1>{t('open.title')}</h1>
        <button type="button" lang={lang === 'en' ? 'zh-CN' : 'en'} onClick={() => switchLanguage(lang === 'en' ? 'zh' : 'en')}>
          {t('open.language')}
        </button>
      </header>
      <main>
        <p className="soft">{t('open.intro')}</p>
        {at.open ? <One id={at.open} onBack={() => go({ ...at, open: '' })} /> : <List key={at.q} q={at.q} onFind={(q) => go({ q, open: '' })} onOpen={(open) => go({ ...at, open })} />}
      </main>
      <footer className="soft">{t('open.foot')}</footer>
    </>
  );
}

function List({ q, onFind, onOpen }: { q: string; onFind: (q: string) => void; onOpen: (id: string) => void }) {
  const { t } = useT();
  const [typed, setTyped] = useState(q);
  const [rows, setRows] = useState<Decision[]>();
  const [next, setNext] = useState('');
  const [failed, setFailed] = useState(false);
  const read = useCallback(
    async (cursor: string) => {
      setFailed(false);
      try {
        const page = await readDecisions(q, cursor);
        setRows((r) => (cursor ? [...(r ?? []), ...page.items] : page.items));
        setNext(page.next);
      } catch {
        setFailed(true);
      }
    },
    [q],
  );
  useEffect(() => void read(''), [read]);
  return (
    <>
      <form
        role="search"
        onSubmit={(e) => {
          e.preventDefault();
          onFind(typed.trim());
        }}
      >
        <input type="search" value={typed} maxLength={100} aria-label={t('open.search')} placeholder={t('open.search')} onChange={(e) => setTyped(e.target.value)} />
        <button type="submit" className="main">
          {t('open.searchDo')}
        </button>
        {q && (
          <button type="button" onClick={() => onFind('')}>
            {t('open.clear')}
          </button>
        )}
      </form>
      <p role="status" className="soft">
        {rows ? (rows.length > 0 ? t('open.found', { n: rows.length }) : q ? t('open.noneFound', { q }) : t('open.none')) : failed ? t('open.failed') : t('open.loading')}
      </p>
      <ul className="decisions">
        {(rows ?? []).map((d) => (
          <Row key={d.id} d={d} onOpen={() => onOpen(d.id)} />
        ))}
      </ul>
      {failed && (
        <button type="button" onClick={() => void read(rows ? next : '')}>
          {t('open.again')}
        </button>
      )}
      {next && !failed && (
        <button type="button" onClick={() => void read(next)}>
          {t('open.more')}
        </button>
      )}
    </>
  );
}

/** A decision; a withdrawn one shows only that it was withdrawn, and why. */
function Row({ d, onOpen }: { d: Decision; onOpen: () => void }) {
  const { t } = useT();
  return (
    <li className={d.withdrawn ? 'decision withdrawn' : 'decision'} data-decision={d.id}>
      <h2>
        {d.title} <span className="number">{d.number}</span> {d.withdrawn && <span className="mark">{t('open.withdrawn')}</span>}
      </h2>
      <dl>
        <div>
          <dt>{t('open.organ')}</dt>
          <dd>{d.organ}</dd>
        </div>
        <div>
          <dt>{t('open.decided')}</dt>
          <dd>{shanghai(d.decided_at, 'day')}</dd>
        </div>
        <div>
          <dt>{t('open.published')}</dt>
          <dd>{shanghai(d.published_at, 'day')}</dd>
        </div>
      </dl>
      {d.withdrawn ? (
        <p>
          {t('open.withdrawnAt', { at: shanghai(d.withdrawn_at, 'day') })} · {t('open.reason')} {d.reason || '–'}
        </p>
      ) : (
        <a
          href={`/public/${encodeURIComponent(d.id)}`}
          onClick={(e) => {
            if (e.ctrlKey || e.metaKey || e.shiftKey) return;
            e.preventDefault();
            onOpen();
          }}
        >
          {t('open.read')}
          <span className="sr"> {d.number}</span>
        </a>
      )}
    </li>
  );
}

function One({ id, onBack }: { id: string; onBack: () => void }) {
  const { t } = useT();
  return (
    <section className="one">
      <p className="tools">
        <button type="button" onClick={onBack}>
          {t('open.back')}
        </button>
        <a href={pageOf(id)} target="_blank" rel="noreferrer">
          {t('open.newWindow')}
        </a>
      </p>
      <iframe title={t('open.read')} src={pageOf(id)} sandbox="" />
    </section>
  );
}
