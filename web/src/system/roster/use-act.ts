import { App } from 'antd';
import { useState } from 'react';
import { queries } from '@/api/queries';
import { useT } from '@/i18n/desk';
import { errorSentence } from '@/kit/states';

/** Does something on the server and says how it went; whatever it changed is read anew. It reports success. */
export function useAct(): [busy: boolean, act: (f: () => Promise<unknown>, done?: string) => Promise<boolean>] {
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
        for (const key of ['duty', 'calls']) void queries.invalidateQueries({ queryKey: [key] });
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
