import './warn.css';
import { useQuery } from '@tanstack/react-query';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { triggersQuery, type AlarmTrigger, type TriggerTrial, type TriggerView } from '@/api/warn';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { PageHead, Panel } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { useActing } from '@/kit/use-act';
import { ReasonDialog } from '@/kit/reason-dialog';
import { TriggerDialog } from './trigger-dialog';
import { TriggerProposal } from './trigger-proposal';
import { TriggerTable } from './trigger-table';
import { Trial } from './trigger-trial';

/** 报警触发: which alarms draft which warnings; changed by one, approved by another. */
export default function TriggersPage() {
  const { t } = useT();
  const all = useQuery(triggersQuery);
  return (
    <>
      <PageHead title={t('warn.triggers')} note={t('warn.triggersNote')} />
      <Loaded of={all}>{(v) => <Triggers key={v.version} v={v} />}</Loaded>
    </>
  );
}

function Triggers({ v }: { v: TriggerView }) {
  const { t } = useT();
  const [draft, setDraft] = useState<AlarmTrigger[]>();
  const [at, setAt] = useState<number>();
  const [asking, setAsking] = useState<'propose' | AlarmTrigger>();
  const [trial, setTrial] = useState<TriggerTrial>();
  const [days, setDays] = useState(30);
  const [busy, act] = useActing('warn-triggers');
  const mayEdit = useMay('warn.trigger.edit') && !v.proposal;
  const list = draft ?? v.items;
  const put = (items: AlarmTrigger[]) => {
    setDraft(items);
    setTrial(undefined);
  };
  const hold = () => act(async () => setTrial(await body(api.POST('/api/warn/triggers/try', { body: { items: list, days } }))), t('warn.tTry'));
  const ask = async (reason: string) => {
    const ok =
      asking === 'propose'
        ? await act(() => body(api.PUT('/api/warn/triggers', { body: { items: list, version: v.version, reason } })), t('warn.tProposed'))
        : await act(() => body(api.POST('/api/warn/triggers/off', { body: { name: (asking as AlarmTrigger).name, version: v.version, reason } })), t('warn.tSwitchedOff'));
    if (ok) setDraft(undefined);
    return ok;
  };
  return (
    <div className="stack">
      {v.proposal && <TriggerProposal v={v} p={v.proposal} />}
      <Panel
        title={t('warn.triggers')}
        extra={
          <span className="row">
            <Segmented size="small" value={days} onChange={setDays} options={[7, 30, 90].map((n) => ({ value: n, label: t('rule.days', { n }) }))} />
            <Button data-act="try-triggers" loading={busy} onClick={() => void hold()}>
              {t('warn.tTry')}
            </Button>
            {mayEdit && <Button onClick={() => setAt(list.length)}>{t('warn.tAdd')}</Button>}
            {draft && <Button onClick={() => setDraft(undefined)}>{t('warn.tDiscard')}</Button>}
            {draft && (
              <Button type="primary" data-act="propose-triggers" onClick={() => setAsking('propose')}>
                {t('warn.tPropose')}
              </Button>
            )}
          </span>
        }
      >
        {draft && <p className="group-waiting">{t('warn.tDraft')}</p>}
        {list.length === 0 ? (
          <Nothing title={t('warn.triggersNone')} />
        ) : (
          <TriggerTable
            list={list}
            before={draft ? v.items : undefined}
            events={v.events}
            acts={
              mayEdit
                ? {
                    edit: setAt,
                    remove: (i) => put(list.filter((_, n) => n !== i)),
                    off: draft ? undefined : (i) => setAsking(list[i]),
                  }
                : undefined
            }
          />
        )}
      </Panel>
      {trial && <Trial trial={trial} days={days} events={v.events} />}
      {at !== undefined && (
        <TriggerDialog
          events={v.events}
          trigger={list[at]}
          taken={list.filter((_, i) => i !== at).map((x) => x.name)}
          onClose={() => setAt(undefined)}
          onDone={(x) => {
            put(at < list.length ? list.map((old, i) => (i === at ? x : old)) : [...list, x]);
            setAt(undefined);
          }}
        />
      )}
      {asking && <ReasonDialog title={asking === 'propose' ? t('warn.tPropose') : `${t('warn.tSwitchOff')} · ${asking.name}`} onClose={() => setAsking(undefined)} onDone={ask} />}
    </div>
  );
}
