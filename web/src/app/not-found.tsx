import { Link } from '@tanstack/react-router';
import { Result } from 'antd';
import { useT } from '@/i18n/desk';

export function NotFound() {
  const { t } = useT();
  return (
    <Result
      status="404"
      title={t('shell.notFound')}
      subTitle={t('shell.notFoundHint')}
      extra={<Link to="/">{t('shell.home')}</Link>}
    />
  );
}
