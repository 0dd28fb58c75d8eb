import { Button, Popconfirm } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import type { TriggerView } from '@/api/warn';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { Panel } from '@/kit/page';
import { ReasonDialog } from '@/kit/reason-dialog';
import { TimeText } from '@/kit/time-text';
import { useActing } from '@/kit/use-act';
import { TriggerTable } from './trigger-table';

/** The change that waits: who wants it and why, what is new, changed and gone, and what another person decides. */
export function TriggerProposal({ v, p }: { v: TriggerView; p: NonNullable<TriggerView['proposal']> }) {
  const { t } = useT();
  const [busy, act] = useActing('warn-triggers');
  const mayApprove = useMay('warn.trigger.approve');
  const mayEdit = useMay('warn.trigger.edit');
  const [declining, setDeclining] = useState(false);
  const gone = v.items.filter((x) => !p.items.some((y) => y.name === x.name));
  const touched = p.items.filter((x) => JSON.stringify(x) !== JSON.stringify(v.items.find((y) => y.name === x.name)));
  return (
    <Panel
      title={t('warn.tProposal')}
      extra={
        <span className="row">
          {mayApprove && !v.mine && (
            <Popconfirm title={t('warn.tApprove')} description={p.reason} onConfirm={() => act(() => body(api.POST('/api/warn/triggers/approve', { body: { revision: p.revision } })), t('warn.tApproved'))}>
              <Button type="primary" size="small" loading={busy} data-act="approve-triggers">
                {t('warn.tApprove')}
              </Button>
            </Popconfirm>
          )}
          {mayEdit && (
            <Button size="small" danger onClick={() => setDeclining(true)}>
              {t('warn.tDecline')}
            </Button>
          )}
        </span>
      }
    >
      <div className="stack" data-proposal>
        <span>
          {p.author} <TimeText at={p.at} style="short" />：{p.reason} {v.mine && <span className="faint">{t('warn.tMine')}</span>}
        </span>
        <TriggerTable list={touched} before={v.items} events={v.events} />
        {gone.length > 0 && (
          <span>
            <span className="tag tag-red">{t('warn.tRemoved')}</span> {gone.map((x) => x.name).join('、')}
          </span>
        )}
      </div>
      {declining && (
        <ReasonDialog title={t('warn.tDecline')} onClose={() => setDeclining(false)} onDone={(reason) => act(() => body(api.POST('/api/warn/triggers/decline', { body: { revision: p.revision, reason } })), t('warn.tDeclined'))} />
      )}
    </Panel>
  );
}
