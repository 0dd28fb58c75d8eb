import { useEffect, useState } from 'react';
import { switchLanguage } from '@/i18n';
import { useT } from '@/i18n/public';
import { goesOnRounds, readPlate, type Plate } from './server';

/** The site behind a door plate: for everybody its name and whom to call; who is signed in and works in the grid is taken to its history. */
export function PlatePage() {
  const { t, say, lang } = useT();
  const [plate, setPlate] = useState<Plate | null>();
  const [failed, setFailed] = useState(false);
  const text = location.href;
  useEffect(() => {
    document.title = t('open.plate');
    void (async () => {
      try {
        const p = await readPlate(text);
        if (p && (await goesOnRounds())) {
          location.replace(siteOf(p));
          return;
        }
        setPlate(p);
      } catch {
        setFailed(true);
      }
    })();
  }, [text, t]);
  return (
    <>
      <header className="head">
        <h1>{t('open.plate')}</h1>
        <button type="button" lang={lang === 'en' ? 'zh-CN' : 'en'} onClick={() => switchLanguage(lang === 'en' ? 'zh' : 'en')}>
          {t('open.language')}
        </button>
      </header>
      <main>
        {failed ? (
          <p role="alert">
            {t('open.failed')}{' '}
            <button type="button" onClick={() => location.reload()}>
              {t('open.again')}
            </button>
          </p>
        ) : plate === undefined ? (
          <p role="status">{t('open.loading')}</p>
        ) : plate === null ? (
          <p role="alert">{t('open.noPlate')}</p>
        ) : (
          <article className="plate" data-plate={plate.code}>
            <h2>{plate.name}</h2>
            <p>
              {say(plate.kind_title)} · {plate.area}
            </p>
            <p>
              {t('open.callDanger')} <a href="tel:12350">12350</a>
            </p>
            <p>
              {t('open.callFire')} <a href="tel:119">119</a>
            </p>
            <p>
              <a href={siteOf(plate)}>{t('open.member')}</a>
            </p>
          </article>
        )}
      </main>
    </>
  );
}

const siteOf = (p: Plate) => `/m/site/${encodeURIComponent(p.code)}`;
