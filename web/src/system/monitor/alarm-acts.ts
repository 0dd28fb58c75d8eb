import { App } from 'antd';
import { useCallback, useMemo } from 'react';
import { api, body } from '@/api/client';
import { mergeAlarms } from '@/api/live';
import { openAlarms, queries } from '@/api/queries';
import type { Alarm } from '@/api/types';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { errorSentence } from '@/kit/states';
import { shanghai } from '@/kit/time';

/** Shows the answer at once; the event stream brings the same change again, which does no harm. */
function shown(a: Alarm) {
  queries.setQueryData(openAlarms.queryKey, (old) => (old ? mergeAlarms(old, [a]) : old));
  void queries.invalidateQueries({ queryKey: ['alarm', a.id] });
}

const path = (id: string) => ({ params: { path: { id } } });

export const acknowledgeable = (a: Alarm) => a.state === 'unacknowledged' || a.state === 'returned' || a.state === 'latched-unacknowledged';
export const shelvable = (a: Alarm) => a.state === 'unacknowledged' || a.state === 'acknowledged' || a.state === 'returned';

/** What a duty officer does with alarms. Each act tells its result; none throws. */
export function useAlarmActs() {
  const { t, say } = useT();
  const { message } = App.useApp();
  const mayAct = useMay('signal.alarm.handle');
  const mayReport = useMay('command.incident.open');

  const acknowledge = useCallback(
    async (alarms: Alarm[]) => {
      const due = alarms.filter(acknowledgeable);
      if (due.length === 0) return;
      try {
        const { items } = await body(api.POST('/api/signal/alarms/acknowledge', { body: { ids: due.map((a) => a.id) } }));
        for (const i of items) if (i.alarm) shown(i.alarm as Alarm);
        const refused = items.filter((i) => !i.ok);
        const n = items.length - refused.length;
        if (refused.length > 0) {
          message.warning(t('alarm.acknowledgedSome', { n, failed: refused.length, why: say(refused[0]?.reason) }), 6);
        } else {
          const [first] = due;
          message.success(n === 1 && first ? t('alarm.acknowledgedOne', { name: first.element_name }) : t('alarm.acknowledgedMany', { n }));
        }
      } catch (e) {
        message.error(errorSentence(e, t));
      }
    },
    [message, t, say],
  );

  const shelve = useCallback(
    async (a: Alarm, reason: string, until: string): Promise<boolean> => {
      try {
        shown((await body(api.POST('/api/signal/alarms/{id}/shelve', { ...path(a.id), body: { reason, until } }))) as Alarm);
        message.success(t('alarm.shelvedOne', { until: shanghai(until, 'short') }));
        return true;
      } catch (e) {
        message.error(errorSentence(e, t));
        return false;
      }
    },
    [message, t],
  );

  const unshelve = useCallback(
    async (a: Alarm) => {
      try {
        shown((await body(api.POST('/api/signal/alarms/{id}/unshelve', path(a.id)))) as Alarm);
        message.success(t('alarm.unshelvedOne'));
      } catch (e) {
        message.error(errorSentence(e, t));
      }
    },
    [message, t],
  );

  return useMemo(
    () => ({ acknowledge, shelve, unshelve, mayAct, mayReport }),
    [acknowledge, shelve, unshelve, mayAct, mayReport],
  );
}
export type AlarmActs = ReturnType<typeof useAlarmActs>;
