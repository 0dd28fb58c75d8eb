import { App } from 'antd';
import { useCallback, useMemo } from 'react';
import { api, body } from '@/api/client';
import { mergeAlarms } from '@/api/live';
import { openAlarms, queries } from '@/api/queries';
import type { Alarm, Words } from '@/api/types';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { errorSentence } from '@/kit/states';
import { shanghai } from '@/kit/time';
import { UndoText } from '@/kit/undo-text';

/** Shows the answer at once; the event stream brings the same change again, which does no harm. */
function shown(a: Alarm) {
  queries.setQueryData(openAlarms.queryKey, (old) => (old ? mergeAlarms(old, [a]) : old));
  void queries.invalidateQueries({ queryKey: ['alarm', a.id] });
}

const path = (id: string) => ({ params: { path: { id } } });

export const acknowledgeable = (a: Alarm) => a.state === 'unacknowledged' || a.state === 'returned' || a.state === 'latched-unacknowledged';
export const shelvable = (a: Alarm) => a.state === 'unacknowledged' || a.state === 'acknowledged' || a.state === 'returned';

/** Why alarms are put aside, until when, and on whose word when they are several. */
export interface Shelf {
  reason: string;
  authority?: string;
  until: string;
}

type Acted = { id: string; ok: boolean; alarm?: unknown; reason?: Words };

/** One alarm may be shelved by whoever is on duty; several need an authority. */
async function shelveThem(alarms: Alarm[], { reason, authority = '', until }: Shelf): Promise<Acted[]> {
  const [one] = alarms;
  if (one && alarms.length === 1) {
    const alarm = await body(api.POST('/api/signal/alarms/{id}/shelve', { ...path(one.id), body: { reason, until } }));
    return [{ id: one.id, ok: true, alarm }];
  }
  return (await body(api.POST('/api/signal/alarms/shelve', { body: { ids: alarms.map((a) => a.id).slice(0, most), reason, authority, until } }))).items as Acted[];
}

/** How many are acted on at once. */
const most = 500;

/** Shows what became of several alarms and counts it. */
function resultOf(items: Acted[], say: (w: Words | undefined) => string) {
  for (const i of items) if (i.alarm) shown(i.alarm as Alarm);
  const done = items.filter((i) => i.ok).map((i) => i.id);
  return { n: done.length, done, refused: items.length - done.length, why: say(items.find((i) => !i.ok)?.reason) };
}

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
        const { items } = await body(api.POST('/api/signal/alarms/acknowledge', { body: { ids: due.map((a) => a.id).slice(0, most) } }));
        const { n, refused, why } = resultOf(items, say);
        if (refused > 0) {
          message.warning(t('alarm.acknowledgedSome', { n, failed: refused, why }), 6);
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

  const unshelve = useCallback(
    async (ids: string[]) => {
      try {
        const { items } = await body(api.POST('/api/signal/alarms/unshelve', { body: { ids } }));
        const { n, refused, why } = resultOf(items, say);
        if (refused > 0) message.warning(t('alarm.unshelvedSome', { n, failed: refused, why }), 6);
        else message.success(n === 1 ? t('alarm.unshelvedOne') : t('alarm.unshelvedMany', { n }));
      } catch (e) {
        message.error(errorSentence(e, t));
      }
    },
    [message, t, say],
  );

  const shelve = useCallback(
    async (alarms: Alarm[], s: Shelf): Promise<boolean> => {
      try {
        const items = await shelveThem(alarms, s);
        const { n, done, refused, why } = resultOf(items, say);
        const until = shanghai(s.until, 'short');
        const text = refused > 0 ? t('alarm.shelvedSome', { n, failed: refused, why, until }) : n === 1 ? t('alarm.shelvedOne', { until }) : t('alarm.shelvedMany', { n, until });
        const key = `shelved-${done[0]}`;
        const undo = () => {
          message.destroy(key);
          void unshelve(done);
        };
        message.open({ key, type: refused > 0 ? 'warning' : 'success', duration: 12, content: <UndoText text={text} undo={done.length > 0 ? undo : undefined} /> });
        return true;
      } catch (e) {
        message.error(errorSentence(e, t));
        return false;
      }
    },
    [message, t, say, unshelve],
  );

  return useMemo(
    () => ({ acknowledge, shelve, unshelve, mayAct, mayReport }),
    [acknowledge, shelve, unshelve, mayAct, mayReport],
  );
}
export type AlarmActs = ReturnType<typeof useAlarmActs>;
