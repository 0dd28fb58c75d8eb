import { App } from 'antd';
import { useCallback } from 'react';
import type { CityEvent } from '@/api/events';
import type { Words } from '@/api/types';
import { useT } from '@/i18n/desk';
import { useEvent } from './feed';

/** Tells of a new warning, and of a source that broke or lies, wherever the person is. */
export function Notices() {
  const { t, say } = useT();
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
  useEvent(
    'connector.state.changed',
    useCallback(
      (e: CityEvent) => {
        const n = e.data as { source: string; name: string; department: string; state: string; was: string; why: Words } | null;
        if (!n) return;
        const who = { name: n.name, department: n.department };
        const title = { broken: t('connector.broken', who), lying: t('connector.lying', who), ok: t('connector.recovered', who) }[n.state];
        if (!title || (n.state === 'ok' && n.was !== 'broken' && n.was !== 'lying')) return;
        const show = n.state === 'broken' ? notification.error : n.state === 'lying' ? notification.warning : notification.success;
        show({ key: `connector-${n.source}`, title, description: say(n.why), duration: n.state === 'broken' ? 60 : 10 });
      },
      [notification, t, say],
    ),
  );
  return null;
}
