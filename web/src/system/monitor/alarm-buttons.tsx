import { AimOutlined } from '@ant-design/icons';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import type { Alarm } from '@/api/types';
import { useT } from '@/i18n/desk';
import { acknowledgeable, shelvable, type AlarmActs } from './alarm-acts';

/** The next steps for one alarm; the likeliest one is filled. */
export function AlarmButtons(props: {
  alarm: Alarm;
  acts: AlarmActs;
  onShelve?: (a: Alarm) => void;
  small?: boolean;
  map?: boolean;
}) {
  const { t } = useT();
  const go = useNavigate();
  const [busy, setBusy] = useState(false);
  const { alarm: a, acts } = props;
  const size = props.small ? 'small' : 'middle';
  const acknowledge = async () => {
    setBusy(true);
    await acts.acknowledge([a]);
    setBusy(false);
  };
  return (
    <div className="row" onClick={(e) => e.stopPropagation()} onKeyDown={(e) => e.stopPropagation()} role="presentation">
      {acts.mayAct && acknowledgeable(a) && (
        <Button size={size} type="primary" loading={busy} onClick={() => void acknowledge()} data-act="acknowledge">
          {t('alarm.acknowledge')}
        </Button>
      )}
      {a.incident ? (
        <Link to="/command/incidents/$id" params={{ id: a.incident }} className="as-button">
          {t('alarm.openIncident')}
        </Link>
      ) : (
        acts.mayReport && (
          <Button
            size={size}
            type={acknowledgeable(a) ? 'default' : 'primary'}
            data-act="to-incident"
            onClick={() => void go({ to: '/command/incidents/new', search: { alarm: a.id } })}
          >
            {t('alarm.toIncident')}
          </Button>
        )
      )}
      {props.onShelve && acts.mayAct && shelvable(a) && (
        <Button size={size} onClick={() => props.onShelve?.(a)} data-act="shelve">
          {t('alarm.shelve')}
        </Button>
      )}
      {acts.mayAct && a.state === 'shelved' && (
        <Button size={size} onClick={() => void acts.unshelve([a.id])}>
          {t('alarm.unshelve')}
        </Button>
      )}
      {props.map && (
        <Button size={size} icon={<AimOutlined />} onClick={() => void go({ to: '/', search: { at: `alarm:${a.id}` } })}>
          {t('alarm.showOnMap')}
        </Button>
      )}
    </div>
  );
}
