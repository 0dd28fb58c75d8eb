import { Link, Navigate } from '@tanstack/react-router';
import { Result } from 'antd';
import type { Person } from '@/api/types';
import { workspaces } from '@/app/nav';
import { may } from '@/app/session';
import { useT } from '@/i18n/desk';

/** Those who may not see the map start at the first page that is theirs. */
export function NoMap({ person }: { person?: Person }) {
  const { t } = useT();
  const first = workspaces.flatMap((w) => w.pages).find((p) => may(person, p.needs));
  if (first) return <Navigate to={first.path} replace />;
  return <Result status="info" title={t('kit.denied')} subTitle={t('kit.deniedHint')} extra={<Link to="/">{t('shell.home')}</Link>} />;
}
