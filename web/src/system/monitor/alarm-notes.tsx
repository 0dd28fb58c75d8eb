import { Link } from '@tanstack/react-router';
import { App, Button, Input, Popover } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { queries } from '@/api/queries';
import type { Alarm, AlarmDetail } from '@/api/types';
import { useT, type Key } from '@/i18n/desk';
import { Panel } from '@/kit/page';
import { PersonSelect } from '@/kit/person-select';
import { errorSentence } from '@/kit/states';
import { shanghai } from '@/kit/time';
import { TimeText } from '@/kit/time-text';

/** Does something to one alarm, tells its result and reads it anew. */
function useDone(id: string) {
  const { t } = useT();
  const { message } = App.useApp();
  return async (act: Promise<unknown>, said: string) => {
    try {
      await act;
      message.success(said);
      return true;
    } catch (e) {
      message.error(errorSentence(e, t));
      return false;
    } finally {
      void queries.invalidateQueries({ queryKey: ['alarm', id] });
    }
  };
}

/** Who deals with an alarm: take it, or hand it over. */
export function AlarmOwner({ alarm: a, mayAct }: { alarm: Alarm; mayAct: boolean }) {
  const { t } = useT();
  const done = useDone(a.id);
  const [to, setTo] = useState<string>();
  const path = { params: { path: { id: a.id } } };
  return (
    <span className="row">
      <b>{a.owner || t('rule.nobody')}</b>
      {mayAct && a.state !== 'normal' && (
        <>
          <Button size="small" onClick={() => void done(body(api.POST('/api/signal/alarms/{id}/take', { ...path, body: { from: a.owner || undefined } })), t('rule.taken'))}>
            {t('rule.takeOver')}
          </Button>
          {a.owner && (
            <Popover
              trigger="click"
              content={
                <div className="stack" style={{ width: 260 }}>
                  <PersonSelect value={to} onChange={setTo} />
                  <Button type="primary" disabled={!to} onClick={() => void done(body(api.POST('/api/signal/alarms/{id}/hand-over', { ...path, body: { to: to ?? '' } })), t('rule.handedOver'))}>
                    {t('rule.handOver')}
                  </Button>
                </div>
              }
              title={t('rule.handOverTo')}
            >
              <Button size="small">{t('rule.handOver')}</Button>
            </Popover>
          )}
          {a.state === 'latched-acknowledged' && (
            <Button size="small" type="primary" onClick={() => void done(body(api.POST('/api/signal/alarms/{id}/reset', path)), t('rule.resetDone'))}>
              {t('rule.reset')}
            </Button>
          )}
        </>
      )}
    </span>
  );
}

const cameraStates: Record<string, Key> = { online: 'hazard.cameraOnline', offline: 'hazard.cameraOffline', fault: 'hazard.cameraFault' };

/** Comments on an alarm, and the cameras near it. */
export function AlarmNotes({ detail: d, mayAct }: { detail: AlarmDetail; mayAct: boolean }) {
  const { t } = useT();
  const done = useDone(d.alarm.id);
  const [text, setText] = useState('');
  const add = async () => {
    if (await done(body(api.POST('/api/signal/alarms/{id}/comments', { params: { path: { id: d.alarm.id } }, body: { text } })), t('rule.commented'))) setText('');
  };
  return (
    <>
      <Panel title={t('rule.comments')}>
        {d.comments.length === 0 && <p className="faint">{t('rule.commentNone')}</p>}
        <ol className="trail">
          {d.comments.map((c) => (
            <li key={c.id}>
              <TimeText at={c.at} style="short" />
              <b>{c.person}</b>
              <span>{c.text}</span>
            </li>
          ))}
        </ol>
        {mayAct && (
          <div className="row" style={{ marginTop: 8 }}>
            <Input value={text} maxLength={500} onChange={(e) => setText(e.target.value)} onPressEnter={() => void (text.trim() && add())} placeholder={t('rule.commentHint')} aria-label={t('rule.comment')} />
            <Button disabled={!text.trim()} onClick={() => void add()}>
              {t('rule.comment')}
            </Button>
          </div>
        )}
      </Panel>
      <Panel title={t('rule.cameras')}>
        {d.cameras.length === 0 ? (
          <p className="faint">{t('rule.camerasNone')}</p>
        ) : (
          <ul className="trail">
            {d.cameras.map((c) => (
              <li key={c.id}>
                <Link to="/grid/elements/$id" params={{ id: c.id }}>
                  {c.name}
                </Link>
                <span className="row">
                  {c.plant && <span className="tag tag-plain">{t('rule.plantCamera')}</span>}
                  {cameraStates[c.state] && <span className={c.state === 'online' ? 'faint' : 'overdue'}>{t(cameraStates[c.state]!)}</span>}
                  <span className="faint num">{Math.round(c.distance_m)} m</span>
                  <span className="faint num" data-clip={c.channel}>
                    {t('rule.clip', { from: shanghai(c.from, 'clock'), until: shanghai(c.until, 'clock') })}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        )}
      </Panel>
    </>
  );
}
