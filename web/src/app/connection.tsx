import { DisconnectOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useEffect, useRef } from 'react';
import { useT } from '@/i18n/desk';
import { spanText } from '@/kit/time-text';
import { useNow } from '@/kit/use-now';
import { feed, useConnection } from './feed';

/** The small light in the header: is what I see live? */
export function ConnectionLight() {
  const { t } = useT();
  const { state } = useConnection();
  const word = state === 'live' ? t('shell.live') : state === 'lost' ? t('shell.lost') : t('shell.connecting');
  return (
    <span className={`light light-${state}`} role="status">
      <i aria-hidden="true" />
      <span>{word}</span>
    </span>
  );
}

/** A bar that stays while the connection is lost, and says since when. */
export function LostBanner() {
  const { t } = useT();
  const { message } = App.useApp();
  const c = useConnection();
  const now = useNow();
  const was = useRef(c.state);
  useEffect(() => {
    if (was.current === 'lost' && c.state === 'live') void message.success(t('shell.restored'));
    was.current = c.state;
  }, [c.state, message, t]);
  if (c.state !== 'lost') return null;
  return (
    <div className="lost" role="alert">
      <DisconnectOutlined />
      <span>{t('shell.lostSince', { span: spanText(now - c.since, t), tries: c.tries })}</span>
      <Button size="small" onClick={() => feed.retryNow()}>
        {t('shell.retryNow')}
      </Button>
    </div>
  );
}
