import { App } from 'antd';
import { useState } from 'react';
import { queries } from '@/api/queries';
import { useT } from '@/i18n/desk';
import { errorSentence } from './states';

export type Acting = [busy: boolean, act: (f: () => Promise<unknown>, done?: string) => Promise<boolean>];

/** Does something on the server and says how it went; what it may have changed is read anew. It reports success. */
export function useActing(...touched: string[]): Acting {
  const { t } = useT();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  return [
    busy,
    async (f, done) => {
      setBusy(true);
      try {
        await f();
        message.success(done ?? t('duty.saved'));
        for (const key of touched) void queries.invalidateQueries({ queryKey: [key] });
        return true;
      } catch (e) {
        message.error(errorSentence(e, t), 8);
        return false;
      } finally {
        setBusy(false);
      }
    },
  ];
}
