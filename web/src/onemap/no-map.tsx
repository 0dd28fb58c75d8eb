import { Link, Navigate } from '@tanstack/react-router';
import { Result } from 'antd';
import type { Me } from '@/api/types';
import { pagesOf } from '@/app/nav';
import { useT } from '@/i18n/desk';

/** Those who may not see the map start at the first page that is theirs. */
export function NoMap({ me }: { me?: Me }) {
  const { t } = useT();
  const [first] = pagesOf(me);
  if (first) return <Navigate to={first.path} replace />;
  return <Result status="info" title={t('kit.denied')} subTitle={t('kit.deniedHint')} extra={<Link to="/">{t('shell.home')}</Link>} />;
}
