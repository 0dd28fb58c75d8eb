import { BellFilled, DownOutlined, LogoutOutlined, MobileOutlined, UserOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Dropdown, Tooltip } from 'antd';
import { useLayoutEffect, useRef, useState } from 'react';
import { openAlarms } from '@/api/queries';
import type { Me } from '@/api/types';
import { switchLanguage } from '@/i18n';
import { useT } from '@/i18n/desk';
import { count } from '@/kit/number';
import { ConnectionLight } from './connection';
import { mapNeeds, pageAt, pagesOf, workspaces, type PageEntry } from './nav';
import { may, signOut } from './session';
import { SoundSwitch } from './alarm-sound';

export function Header({ me, path }: { me: Me; path: string }) {
  const { t, lang } = useT();
  const all = pagesOf(me);
  const here = pageAt(all, path);
  const pages = all.filter((p) => p.workspace === here?.workspace);
  return (
    <header className="top">
      <div className="top-row">
        <Link to="/" className="brand">
          <img src="/icon.svg" alt="" width={28} height={28} />
          <b>{t('shell.product')}</b>
          <span>{t('shell.subtitle')}</span>
        </Link>
        <nav className="spaces" aria-label={t('shell.workspaces')}>
          {may(me, mapNeeds) && (
            <Link to="/" className={path === '/' ? 'space on' : 'space'}>
              {t('shell.map')}
            </Link>
          )}
          {workspaces.map((w) => {
            const first = all.find((p) => p.workspace === w.id);
            if (!first) return w.soon && <SleepingSpace key={w.id} title={t(w.title)} why={t(w.soon)} />;
            return (
              <Link key={w.id} to={first.path} className={here?.workspace === w.id ? 'space on' : 'space'}>
                {t(w.title)}
              </Link>
            );
          })}
        </nav>
        <div className="top-right">
          <ConnectionLight />
          {may(me, ['signal.alarm.read']) && (
            <>
              <SoundSwitch />
              <AlarmBadge />
            </>
          )}
          <Button type="text" size="small" className="top-btn" onClick={() => switchLanguage(lang === 'en' ? 'zh' : 'en')}>
            {t('shell.language')}
          </Button>
          <PersonMenu person={me.person} />
        </div>
      </div>
      {pages.length > 0 && <PageTabs pages={pages} path={path} />}
    </header>
  );
}

function SleepingSpace({ title, why }: { title: string; why: string }) {
  const { t } = useT();
  return (
    <Tooltip title={why}>
      <span className="space asleep" aria-disabled="true">
        {title}
        <small>{t('shell.notYet')}</small>
      </span>
    </Tooltip>
  );
}

/** The pages of the workspace in one row; those for which there is no room are behind the last button. */
function PageTabs({ pages, path }: { pages: PageEntry[]; path: string }) {
  const { t, say, lang } = useT();
  const row = useRef<HTMLElement>(null);
  const [fits, setFits] = useState(pages.length);
  useLayoutEffect(() => {
    const el = row.current;
    if (!el) return;
    const measure = () => {
      const tabs = [...el.children] as HTMLElement[];
      const below = tabs.findIndex((x) => x.offsetTop > (tabs[0]?.offsetTop ?? 0));
      setFits(below < 0 ? tabs.length : below);
    };
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(el);
    return () => watch.disconnect();
  }, [pages.length, lang]);
  const rest = pages.slice(fits);
  const hidden = rest.find((p) => path.startsWith(p.path));
  return (
    <div className="tabs-row">
      <nav className="tabs" aria-label={t('shell.pages')} ref={row}>
        {pages.map((p, i) => (
          <Link key={p.path} to={p.path} className={path.startsWith(p.path) ? 'tab on' : 'tab'} style={i < fits ? undefined : { visibility: 'hidden' }}>
            {say(p.title)}
          </Link>
        ))}
      </nav>
      {rest.length > 0 && (
        <Dropdown trigger={['click']} placement="bottomRight" menu={{ selectedKeys: hidden ? [hidden.path] : [], items: rest.map((p) => ({ key: p.path, label: <Link to={p.path}>{say(p.title)}</Link> })) }}>
          <button type="button" className={hidden ? 'tab tab-more on' : 'tab tab-more'} data-more={rest.length}>
            {hidden ? say(hidden.title) : t('shell.morePages', { n: rest.length })} <DownOutlined aria-hidden />
          </button>
        </Dropdown>
      )}
    </div>
  );
}

function AlarmBadge() {
  const { t } = useT();
  const { data } = useQuery(openAlarms);
  const waiting = (data ?? []).filter((a) => a.state === 'unacknowledged' || a.state === 'returned');
  const worst = waiting.some((a) => a.severity === 'critical');
  const label = waiting.length ? t('shell.unacknowledged', { n: waiting.length }) : t('shell.noAlarms');
  return (
    <Tooltip title={label}>
      <Link to="/monitor/alarms" className={`badge ${waiting.length ? (worst ? 'badge-red' : 'badge-on') : ''}`}>
        <BellFilled /> <b className="num">{count(waiting.length)}</b>
        <span className="sr">{label}</span>
      </Link>
    </Tooltip>
  );
}

function PersonMenu({ person }: { person: Me['person'] }) {
  const { t } = useT();
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          { key: 'who', disabled: true, label: [person.name, person.title, person.login].filter(Boolean).join(' · ') },
          { key: 'phone', icon: <MobileOutlined />, label: <a href="/m">{t('shell.phonePage')}</a> },
          { type: 'divider' },
          { key: 'out', icon: <LogoutOutlined />, label: t('shell.signOut'), onClick: () => void signOut() },
        ],
      }}
    >
      <Button type="text" size="small" className="top-btn">
        <UserOutlined /> {person.name} <DownOutlined />
      </Button>
    </Dropdown>
  );
}
