import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Popconfirm } from 'antd';
import { useState, type ReactNode } from 'react';
import { api, body } from '@/api/client';
import type { Credential, DeviceDetail } from '@/api/types';
import { useT } from '@/i18n/desk';
import { count } from '@/kit/number';
import { SidePanel } from '@/kit/side-panel';
import { Loaded } from '@/kit/states';
import { Since, TimeText } from '@/kit/time-text';
import { ChangeDeviceDialog, WithdrawDialog } from './device-dialogs';
import { ClockText, DeviceState } from './device-state';
import { deviceQuery } from './queries';
import { useAct } from './use-act';

interface Props {
  id: string | undefined;
  onClose: () => void;
  title: (protocol: string) => string;
  manage: boolean;
  onCredential: (c: Credential) => void;
}

/** What is known of one device: its health, what was refused of it, and its credential. */
export function DevicePanel(props: Props) {
  return (
    <SidePanel open={props.id !== undefined} onClose={props.onClose} width={560} title={props.id ?? ''}>
      {props.id && <Device key={props.id} {...props} id={props.id} />}
    </SidePanel>
  );
}

function Device(props: Props & { id: string }) {
  const device = useQuery(deviceQuery(props.id));
  return (
    <Loaded of={device}>
      {(d) => (
        <>
          <Facts of={d} title={props.title} />
          {props.manage && <Acts of={d} onCredential={props.onCredential} />}
          <Refused of={d} />
        </>
      )}
    </Loaded>
  );
}

function Facts({ of: d, title }: { of: DeviceDetail; title: (protocol: string) => string }) {
  const { t } = useT();
  const facts: [string, ReactNode][] = [
    [t('intake.state'), <DeviceState key="s" state={d.state} />],
    [t('intake.name'), d.name],
    [t('intake.protocol'), title(d.protocol)],
    [t('intake.address'), d.address || '–'],
    [t('intake.element'), <Link key="e" to="/grid/elements/$id" params={{ id: d.element }}>{d.element_name || d.element}</Link>],
    [t('intake.area'), d.area_name],
    [t('intake.lastAt'), d.last_at ? <><TimeText at={d.last_at} /> <span className="faint"><Since at={d.last_at} /></span></> : '–'],
    [t('intake.skew'), <ClockText key="c" skew={d.skew_s} />],
    [t('intake.perMinute'), count(d.per_minute)],
    [t('intake.frames'), count(d.frames)],
    [t('intake.connections'), count(d.connections)],
    [t('intake.from'), d.from || '–'],
    [t('intake.networks'), d.networks || t('intake.anywhere')],
    [t('intake.points'), count(d.points)],
  ];
  if (d.withdrawn_at) facts.push([t('intake.withdrawn'), <TimeText key="w" at={d.withdrawn_at} />]);
  return (
    <dl className="facts">
      {facts.map(([k, v]) => (
        <div key={k}>
          <dt>{k}</dt>
          <dd>{v}</dd>
        </div>
      ))}
    </dl>
  );
}

function Acts({ of: d, onCredential }: { of: DeviceDetail; onCredential: (c: Credential) => void }) {
  const { t } = useT();
  const [busy, act] = useAct();
  const [dialog, setDialog] = useState<'change' | 'withdraw'>();
  const rotate = async () => {
    const c = await act(() => body(api.POST('/api/intake/devices/{id}/rotate', { params: { path: { id: d.id } } })));
    if (c) onCredential(c);
  };
  return (
    <div className="intake-acts">
      <Button onClick={() => setDialog('change')}>{t('intake.edit')}</Button>
      <Popconfirm title={t('intake.rotateAsk')} onConfirm={() => void rotate()} okText={t('intake.rotate')} cancelText={t('kit.cancel')}>
        <Button loading={busy}>{t('intake.rotate')}</Button>
      </Popconfirm>
      {d.state !== 'withdrawn' && (
        <Button danger onClick={() => setDialog('withdraw')}>
          {t('intake.withdraw')}
        </Button>
      )}
      {dialog === 'change' && <ChangeDeviceDialog of={d} onClose={() => setDialog(undefined)} />}
      {dialog === 'withdraw' && <WithdrawDialog of={d} onClose={() => setDialog(undefined)} />}
    </div>
  );
}

function Refused({ of: d }: { of: DeviceDetail }) {
  const { t, say } = useT();
  const list = d.rejections ?? [];
  return (
    <section>
      <h3>
        {t('intake.rejections')} <span className="num faint">{count(d.refused)}</span>
      </h3>
      {d.refused === 0 && <p className="faint">{t('intake.noRejections')}</p>}
      {list.map((r) => (
        <div key={r.id} className="panel-body">
          <b>{say(r.reason_text) || r.reason}</b> <span className="num">× {count(r.count)}</span> <span className="faint"><Since at={r.last_at} /></span>
          {r.sample && <code className="intake-sample">{r.sample}</code>}
        </div>
      ))}
    </section>
  );
}
