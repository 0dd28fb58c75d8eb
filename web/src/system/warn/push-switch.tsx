import { BellOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Popover } from 'antd';
import { useState } from 'react';
import { pushOff, pushOn, pushState, pushTry } from '@/api/push';
import { queries } from '@/api/queries';
import { useT } from '@/i18n/desk';
import { noPush, NoPushService, whyNoPush, type NoPush } from '@/api/web-push';
import { errorSentence, Loaded } from '@/kit/states';
import { shanghai } from '@/kit/time';

/** Lets the person be told of warnings by push on this device. */
export function PushSwitch() {
  const { t } = useT();
  const push = useQuery({ queryKey: ['push'], queryFn: pushState });
  return (
    <Popover trigger="click" placement="bottomRight" content={<Loaded of={push}>{(p) => <PushPanel here={p.here} endpoint={p.endpoint} since={p.since} serverKey={p.key} />}</Loaded>} title={t('push.title')}>
      <Button icon={<BellOutlined aria-hidden />} data-push={push.data?.here ? 'on' : 'off'}>
        {t(push.data?.here ? 'push.isOn' : 'push.title')}
      </Button>
    </Popover>
  );
}

function PushPanel({ here, endpoint, since, serverKey }: { here: boolean; endpoint: string; since: string; serverKey: string }) {
  const { t } = useT();
  const { message } = App.useApp();
  const [busy, setBusy] = useState('');
  const [no, setNo] = useState<NoPush | undefined>(noPush);
  const act = async (name: string, f: () => Promise<string | undefined>) => {
    setBusy(name);
    try {
      const said = await f();
      if (said) message.success(said, 6);
    } catch (e) {
      message.error(e instanceof NoPushService ? t('push.noService') : errorSentence(e, t), 8);
    }
    await queries.invalidateQueries({ queryKey: ['push'] });
    setBusy('');
  };
  const on = async () => {
    const made = await pushOn(serverKey);
    setNo(noPush());
    return made ? t('push.switchedOn') : undefined;
  };
  const off = () => pushOff().then(() => t('push.switchedOff'));
  const trial = () => pushTry().then(() => t('push.tried'));
  return (
    <div className="stack" style={{ width: 320 }}>
      <p className="faint">{t('push.what')}</p>
      {no ? <p role="status">{t(whyNoPush[no])}</p> : here ? <p role="status">{t('push.since', { at: shanghai(since, 'short') })}</p> : endpoint && <p>{t('push.elsewhere', { at: shanghai(since, 'short') })}</p>}
      <div className="row">
        {here ? (
          <>
            <Button loading={busy === 'trial'} onClick={() => void act('trial', trial)} data-act="push-try">
              {t('push.try')}
            </Button>
            <Button loading={busy === 'off'} onClick={() => void act('off', off)} data-act="push-off">
              {t('push.off')}
            </Button>
          </>
        ) : (
          <Button type="primary" disabled={no !== undefined} loading={busy === 'on'} onClick={() => void act('on', on)} data-act="push-on">
            {t('push.on')}
          </Button>
        )}
      </div>
    </div>
  );
}
