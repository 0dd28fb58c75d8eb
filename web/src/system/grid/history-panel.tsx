import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { App, Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { historyQuery } from '@/api/queries';
import type { ElementView } from '@/api/types';
import { useT } from '@/i18n/desk';
import { Panel } from '@/kit/page';
import { errorSentence, Loaded } from '@/kit/states';
import { TimeText } from '@/kit/time-text';

/** What an element was before; those who keep it may bring a version back. */
export function HistoryPanel({ e }: { e: ElementView }) {
  const { t } = useT();
  const past = useQuery(historyQuery(e.id));
  const [version, setVersion] = useState(0);
  return (
    <Panel title={t('file.history')} className="no-print">
      <Loaded of={past}>
        {(all) => (
          <>
            {all.length === 0 && <span className="faint">{t('file.noHistory')}</span>}
            <ul className="file-rows file-scroll">
              {all.map((p) => (
                <li key={p.element.version}>
                  <span className="clip">
                    {t('file.version', { n: p.element.version })} · {p.element.name}
                  </span>
                  <span className="faint num file-at">
                    <TimeText at={p.ended_at} style="minute" />
                  </span>
                  {e.may_put && (
                    <Button size="small" onClick={() => setVersion(p.element.version)}>
                      {t('file.bringBack')}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          </>
        )}
      </Loaded>
      <WhyDialog
        key={version}
        open={version > 0}
        title={`${t('file.bringBack')} · ${t('file.version', { n: version })}`}
        hint={t('file.reasonBringBack')}
        onClose={() => setVersion(0)}
        act={(reason) => body(api.POST('/api/register/elements/{id}/restore', { params: { path: { id: e.id } }, body: { version, current: e.version, reason } }))}
        done={t('file.broughtBack', { n: version })}
      />
    </Panel>
  );
}

/** Takes an element out, for a reason, and offers to undo it. */
export function TakeOut({ e }: { e: ElementView }) {
  const { t } = useT();
  const go = useNavigate();
  const queries = useQueryClient();
  const { notification } = App.useApp();
  const [open, setOpen] = useState(false);
  const undo = async (version: number) => {
    try {
      await body(api.POST('/api/register/elements/{id}/restore', { params: { path: { id: e.id } }, body: { version, current: 0, reason: t('file.undoReason') } }));
      notification.destroy(e.id);
      await queries.invalidateQueries();
      await go({ to: '/grid/elements/$id', params: { id: e.id } });
    } catch (x) {
      notification.error({ title: errorSentence(x, t) });
    }
  };
  return (
    <>
      <Button danger onClick={() => setOpen(true)}>
        {t('file.takeOut')}
      </Button>
      <WhyDialog
        open={open}
        title={`${t('file.takeOut')} · ${e.name}`}
        hint={t('file.reasonTakeOut')}
        onClose={() => setOpen(false)}
        act={(reason) => body(api.DELETE('/api/register/elements/{id}', { params: { path: { id: e.id }, query: { version: e.version, reason } } }))}
        after={() => {
          notification.success({
            key: e.id,
            duration: 20,
            title: t('file.takenOut', { name: e.name }),
            actions: (
              <Button size="small" type="primary" onClick={() => void undo(e.version)}>
                {t('file.undo')}
              </Button>
            ),
          });
          void go({ to: '/grid/elements', search: { kind: e.kind } });
        }}
      />
    </>
  );
}

/** Asks for a reason, does the act, and keeps what was typed when it is refused. */
function WhyDialog(props: { open: boolean; title: string; hint: string; onClose: () => void; act: (reason: string) => Promise<unknown>; done?: string; after?: () => void }) {
  const { t } = useT();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [reason, setReason] = useState('');
  const act = useMutation({
    mutationFn: () => props.act(reason.trim()),
    onSuccess: async () => {
      props.onClose();
      if (props.done) message.success(props.done);
      props.after?.();
      await queries.invalidateQueries();
    },
  });
  return (
    <Modal
      open={props.open}
      title={props.title}
      okText={t('kit.ok')}
      cancelText={t('kit.cancel')}
      okButtonProps={{ disabled: reason.trim() === '' }}
      confirmLoading={act.isPending}
      onOk={() => act.mutate()}
      onCancel={props.onClose}
      destroyOnHidden
    >
      <Input.TextArea rows={3} maxLength={500} value={reason} onChange={(x) => setReason(x.target.value)} aria-label={t('file.reason')} placeholder={props.hint} />
      {act.error && (
        <p role="alert" className="file-bad">
          {errorSentence(act.error, t)}
        </p>
      )}
    </Modal>
  );
}
