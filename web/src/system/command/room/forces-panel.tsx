import { AimOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { RoomForce } from '@/api/room';
import { useT } from '@/i18n/desk';
import { Nothing } from '@/kit/states';
import { Countdown, Since } from '@/kit/time-text';

/** The forces of the incident: where each is and how that is known, what it does, and whether it may be there. */
export function ForcesPanel({ forces, onShow }: { forces: RoomForce[]; onShow: (f: RoomForce) => void }) {
  const { t, say } = useT();
  if (forces.length === 0) return <Nothing title={t('room.noForces')} hint={t('room.noForcesHint')} />;
  const rows = forces.toSorted((a, b) => Number(b.wrong.zh !== '') - Number(a.wrong.zh !== ''));
  return (
    <ul className="room-list" data-list="forces">
      {rows.map((f) => (
        <li key={f.id} data-force={f.id} data-known={f.known} data-zone={f.zone} className={f.wrong.zh ? 'lacks' : ''}>
          <div className="row">
            <b className="grow clip">{f.name}</b>
            <span className="faint">{say(f.sort_title)}</span>
            <Button size="small" type="text" icon={<AimOutlined />} aria-label={`${t('room.show')} ${f.name}`} onClick={() => onShow(f)} />
          </div>
          <div className="faint room-line">
            <span>{f.task ? `${f.task} · ${say(f.stage_title)}` : t('room.noTask')}</span>
            {f.task && f.due_at && f.stage !== 'arrived' && <Countdown at={f.due_at} />}
            {f.people > 0 && <span>{t('room.people', { present: f.present, people: f.people })}</span>}
            <span>
              {t(`room.known_${f.known}`)} {f.at && <Since at={f.at} />}
            </span>
            {f.old && <span className="tag tag-orange">{t('room.oldFix')}</span>}
            {f.known === 'terminal' && f.speed > 0 && <span className="num">{t('room.speed', { n: Math.round(f.speed) })}</span>}
            {f.zone && <span className="tag tag-plain">{t('room.inZone', { zone: t(`room.${f.zone}`) })}</span>}
          </div>
          {f.wrong.zh && (
            <div className="nobody">
              <span aria-hidden="true">⚠ </span>
              {say(f.wrong)}
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}
