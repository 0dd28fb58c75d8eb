import { Outlet, useRouterState } from '@tanstack/react-router';
import { App as AntApp, ConfigProvider } from 'antd';
import en from 'antd/locale/en_US';
import zh from 'antd/locale/zh_CN';
import { useEffect } from 'react';
import { useT } from '@/i18n/desk';
import { useStill } from '@/kit/media';
import { useReachableTables } from '@/kit/reachable';
import { Failed, Loading } from '@/kit/states';
import { AlarmSound } from './alarm-sound';
import { LostBanner } from './connection';
import { useFeed } from './feed';
import { Header } from './header';
import { Login } from './login';
import { Notices } from './notices';
import { isDark, pageAt, pagesOf } from './nav';
import { nonce } from './nonce';
import { MaydayBanner } from '@/system/field/mayday-banner';
import { RingBanner } from './ring-banner';
import { useSession } from './session';
import { clothes } from './theme';

/** The frame of every page: who is signed in, where one is, whether the picture is live. */
export function Shell() {
  const { t, lang } = useT();
  const session = useSession();
  const path = useRouterState({ select: (s) => s.location.pathname });
  const me = session.data ?? undefined;
  useFeed(me?.person.id);
  const still = useStill();
  const night = session.data === null || isDark(path);
  const wall = path === '/wall';
  const tabs = !wall && pageAt(pagesOf(me), path) !== undefined;
  useEffect(() => {
    document.documentElement.style.setProperty('--header', `${wall ? 0 : tabs ? 86 : 48}px`);
  }, [tabs, wall]);
  useReachableTables();
  useEffect(() => {
    document.documentElement.dataset.tone = night ? 'dark' : 'light';
  }, [night]);
  return (
    <ConfigProvider csp={{ nonce }} locale={lang === 'en' ? en : zh} theme={clothes(night, !still)} button={{ autoInsertSpace: false }}>
      <AntApp component={false} message={{ maxCount: 1, duration: 2, top: 4 }} notification={{ placement: 'bottomRight', maxCount: 4 }}>
        {session.isPending && <Loading />}
        {session.isError && <Failed error={session.error} again={() => void session.refetch()} />}
        {session.data === null && <Login />}
        {me && (
          <>
            <a className="skip" href="#main">
              {t('shell.skip')}
            </a>
            <div className="shell">
              {!wall && <Header me={me} path={path} />}
              <LostBanner />
              <MaydayBanner />
              <RingBanner />
              <main id="main" className={path === '/' || wall ? 'main main-map' : 'main'} tabIndex={-1}>
                <Outlet />
              </main>
            </div>
            <AlarmSound />
            {!wall && <Notices />}
          </>
        )}
      </AntApp>
    </ConfigProvider>
  );
}
