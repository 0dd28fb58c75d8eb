import { useEffect, useState } from 'react';
import { Problem } from '@/api/problem';
import { pushOff, pushOn, pushState, pushTry } from '@/api/push';
import { useT } from '@/i18n/phone';
import { noPush, NoPushService, whyNoPush } from '@/api/web-push';
import { shanghai } from '@/kit/time';

type State = Awaited<ReturnType<typeof pushState>>;

/** Lets whoever is on duty be told of warnings by push on this phone. Without a network there is nothing to switch. */
export function PushCard() {
  const { t } = useT();
  const [state, setState] = useState<State>();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState('');
  const [problem, setProblem] = useState('');
  useEffect(() => {
    let gone = false;
    const look = () =>
      pushState().then(
        (s) => !gone && setState(s),
        () => undefined,
      );
    void look();
    window.addEventListener('online', look);
    return () => {
      gone = true;
      window.removeEventListener('online', look);
    };
  }, []);
  if (!state) return null;
  const act = async (f: () => Promise<string>) => {
    setBusy(true);
    setSaid('');
    setProblem('');
    try {
      setSaid(await f());
    } catch (e) {
      setProblem(e instanceof NoPushService ? t('push.noService') : e instanceof Problem ? e.sentence : t('mobile.offline'));
    }
    setState(await pushState().catch(() => state));
    setBusy(false);
  };
  const no = noPush();
  return (
    <div className="card" data-push={state.here ? 'on' : 'off'}>
      <span className="card-top">
        <b>{t('push.title')}</b>
        {state.here && <span className="good">✓ {t('push.isOn')}</span>}
      </span>
      <span className="card-text">{t('push.what')}</span>
      {no ? (
        <span className="stale">{t(whyNoPush[no])}</span>
      ) : state.here ? (
        <span className="card-foot">{t('push.since', { at: shanghai(state.since, 'short') })}</span>
      ) : (
        state.endpoint && <span className="card-foot">{t('push.elsewhere', { at: shanghai(state.since, 'short') })}</span>
      )}
      {said && <span role="status">{said}</span>}
      {problem && (
        <span className="problem" role="alert">
          {problem}
        </span>
      )}
      {state.here ? (
        <>
          <button type="button" className="second" disabled={busy} onClick={() => void act(() => pushTry().then(() => t('push.tried')))} data-act="push-try">
            {t('push.try')}
          </button>
          <button type="button" className="plain" disabled={busy} onClick={() => void act(() => pushOff().then(() => t('push.switchedOff')))} data-act="push-off">
            {t('push.off')}
          </button>
        </>
      ) : (
        <button type="button" className="big" disabled={busy || no !== undefined} onClick={() => void act(() => pushOn(state.key).then((made) => (made ? t('push.switchedOn') : t('push.denied'))))} data-act="push-on">
          {t('push.on')}
        </button>
      )}
    </div>
  );
}
