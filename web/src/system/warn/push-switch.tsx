import { BellOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Popover } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { queries } from '@/api/queries';
import { useT } from '@/i18n/desk';
import { noPush, NoPushService, pushEndpoint, subscribePush, unsubscribePush, type NoPush } from '@/kit/push';
import { errorSentence, Loaded } from '@/kit/states';
import { shanghai } from '@/kit/time';

/** Which browser of the person is told, and whether it is this one. */
const pushQuery = {
  queryKey: ['push'],
  queryFn: async () => {
    const [state, here] = await Promise.all([body(api.GET('/api/warn/push')), pushEndpoint()]);
    return { ...state, here: here !== '' && here === state.endpoint };
  },
};

/** Lets the person be told of warnings by push on this device. */
export function PushSwitch() {
  const { t } = useT();
  const push = useQuery(pushQuery);
  return (
    <Popover trigger="click" placement="bottomRight" content={<Loaded of={push}>{(p) => <PushPanel here={p.here} endpoint={p.endpoint} since={p.since} serverKey={p.key} />}</Loaded>} title={t('warning.push')}>
      <Button icon={<BellOutlined aria-hidden />} data-push={push.data?.here ? 'on' : 'off'}>
        {t(push.data?.here ? 'warning.pushIsOn' : 'warning.push')}
      </Button>
    </Popover>
  );
}

const reasons = { insecure: 'warning.pushInsecure', unsupported: 'warning.pushUnsupported', denied: 'warning.pushDenied' } as const;

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
      message.error(e instanceof NoPushService ? t('warning.pushNoService') : errorSentence(e, t), 8);
    }
    await queries.invalidateQueries({ queryKey: ['push'] });
    setBusy('');
  };
  const on = async () => {
    const made = await subscribePush(serverKey);
    setNo(noPush());
    if (!made) return undefined;
    await body(api.POST('/api/warn/push', { body: made }));
    return t('warning.pushSwitchedOn');
  };
  const off = async () => {
    await body(api.DELETE('/api/warn/push'));
    await unsubscribePush();
    return t('warning.pushSwitchedOff');
  };
  const trial = async () => {
    await body(api.POST('/api/warn/push/try'));
    return t('warning.pushTried');
  };
  return (
    <div className="stack" style={{ width: 320 }}>
      <p className="faint">{t('warning.pushWhat')}</p>
      {no ? <p role="status">{t(reasons[no])}</p> : here ? <p role="status">{t('warning.pushSince', { at: shanghai(since, 'short') })}</p> : endpoint && <p>{t('warning.pushElsewhere', { at: shanghai(since, 'short') })}</p>}
      <div className="row">
        {here ? (
          <>
            <Button loading={busy === 'trial'} onClick={() => void act('trial', trial)} data-act="push-try">
              {t('warning.pushTry')}
            </Button>
            <Button loading={busy === 'off'} onClick={() => void act('off', off)} data-act="push-off">
              {t('warning.pushOff')}
            </Button>
          </>
        ) : (
          <Button type="primary" disabled={no !== undefined} loading={busy === 'on'} onClick={() => void act('on', on)} data-act="push-on">
            {t('warning.pushOn')}
          </Button>
        )}
      </div>
    </div>
  );
}
