import { App } from 'antd';
import { useCallback } from 'react';
import type { CityEvent } from '@/api/events';
import { useT } from '@/i18n/desk';
import { useEvent } from './feed';

/** Tells of a new warning wherever the person is. */
export function Notices() {
  const { t } = useT();
  const { notification } = App.useApp();
  useEvent(
    'warn.warning.published',
    useCallback(
      (e: CityEvent) => {
        const w = e.data as { headline?: string; event?: string } | null;
        notification.warning({ title: t('warning.fresh', { headline: w?.headline || w?.event || '' }), duration: 15 });
      },
      [notification, t],
    ),
  );
  return null;
}
