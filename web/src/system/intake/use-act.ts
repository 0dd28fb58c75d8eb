import { App } from 'antd';
import { useState } from 'react';
import { queries } from '@/api/queries';
import { useT } from '@/i18n/desk';
import { errorSentence } from '@/kit/states';

/** Does something with a device and reads the list anew. It returns what the server answered, nothing when it refused. */
export function useAct(): [busy: boolean, act: <R>(f: () => Promise<R>, done?: string) => Promise<R | undefined>] {
  const { t } = useT();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  return [
    busy,
    async (f, done) => {
      setBusy(true);
      try {
        const answer = await f();
        if (done) message.success(done);
        void queries.invalidateQueries({ queryKey: ['devices'] });
        return answer;
      } catch (e) {
        message.error(errorSentence(e, t), 8);
        return undefined;
      } finally {
        setBusy(false);
      }
    },
  ];
}
