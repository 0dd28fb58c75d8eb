import { ReloadOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Button, Image, Typography } from 'antd';
import { api, body } from '@/api/client';
import type { AlarmPicture as Picture } from '@/api/types';
import { useT } from '@/i18n/desk';
import { count } from '@/kit/number';
import { Panel } from '@/kit/page';
import { shanghai } from '@/kit/time';
import { useActing } from '@/kit/use-act';

/** What the nearest camera on line showed when a grave alarm was raised, and how its recording is found. */
export function AlarmPicture({ picture: p, mayAct }: { picture: Picture; mayAct: boolean }) {
  const { t } = useT();
  return (
    <Panel title={t('alarm.picture')}>
      <div className="stack alarm-picture" data-picture={p.state}>
        {p.state === 'none' ? <p className="faint">{t('alarm.pictureNone', { n: count(p.reach_m) })}</p> : <Still of={p} mayAct={mayAct} />}
        {p.camera && <Recording of={p} />}
      </div>
    </Panel>
  );
}

function Still({ of: p, mayAct }: { of: Picture; mayAct: boolean }) {
  const { t, say } = useT();
  const [busy, act] = useActing('alarm');
  if (p.state === 'taken') return <Taken of={p} />;
  if (p.state === 'named') return <p className="faint">{t('alarm.pictureNamed')}</p>;
  if (p.state === 'waiting') {
    return <p role="status">{p.tries > 0 && say(p.why) ? t('alarm.pictureNext', { n: p.tries, why: say(p.why), at: shanghai(p.next_at, 'clock') }) : t('alarm.pictureWaiting')}</p>;
  }
  const again = () => act(() => body(api.POST('/api/signal/alarms/{id}/picture', { params: { path: { id: p.alarm } } })), t('alarm.pictureAgainDone'));
  return (
    <div className="row">
      <span className="overdue" role="status">
        {t('alarm.pictureFailed', { n: p.tries, why: say(p.why) })}
      </span>
      {mayAct && (
        <Button size="small" icon={<ReloadOutlined />} loading={busy} onClick={() => void again()} data-act="picture-again">
          {t('alarm.pictureAgain')}
        </Button>
      )}
    </div>
  );
}

/** The still, with when it was taken: how long after the alarm is what it is worth. */
function Taken({ of: p }: { of: Picture }) {
  const { t } = useT();
  const at = shanghai(p.taken_at, 'clock');
  const seconds = Math.max(0, Math.round((Date.parse(p.taken_at) - Date.parse(p.raised_at)) / 1000));
  const after = seconds < 120 ? t('alarm.pictureSeconds', { n: seconds }) : t('alarm.pictureMinutes', { n: count(Math.round(seconds / 60)) });
  return (
    <figure>
      <Image src={`/api/signal/alarms/${encodeURIComponent(p.alarm)}/picture`} alt={t('alarm.pictureAlt', { camera: p.camera_name ?? '', at })} width="100%" />
      <figcaption>{t('alarm.pictureTaken', { at, after })}</figcaption>
    </figure>
  );
}

/** The camera, and the span of its recording, fit to be given to the platform of the cameras. */
function Recording({ of: p }: { of: Picture }) {
  const { t } = useT();
  const span = t('rule.clip', { from: shanghai(p.from, 'clock'), until: shanghai(p.until, 'clock') });
  return (
    <p className="alarm-clip" data-clip={p.channel}>
      <Link to="/grid/elements/$id" params={{ id: p.camera ?? '' }}>
        {p.camera_name}
      </Link>{' '}
      <span className="num faint">{Math.round(p.distance_m)} m</span> <span className="num">{span}</span>
      <br />
      <span className="faint">{t('alarm.pictureCode')}</span>{' '}
      <Typography.Text className="num" copyable={{ text: `${p.camera_name} ${p.channel} ${span}` }}>
        {p.channel}
      </Typography.Text>
    </p>
  );
}
