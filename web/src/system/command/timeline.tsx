import { Image } from 'antd';
import type { TimelineEntry } from '@/api/types';
import { useT } from '@/i18n/desk';
import { Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';

/** Everything that happened in the incident, newest first. */
export function Timeline({ entries }: { entries: TimelineEntry[] }) {
  const { t, say } = useT();
  if (entries.length === 0) return <Nothing />;
  return (
    <ol className="timeline" aria-label={t('incident.timeline')}>
      {entries.toSorted((a, b) => b.at.localeCompare(a.at)).map((e, i) => (
        <li key={`${e.at}-${i}`} className={`kind-${e.kind ?? 'act'}`}>
          <TimeText at={e.at} style="clock" />
          <div>
            <b>{say(e.title)}</b> <span className="faint">{e.actor_name}</span>
            {e.detail && <div className="soft">{e.detail}</div>}
            {e.file && e.case && (
              <Image
                width={120}
                src={`/api/cases/${e.case}/files/${e.file.id}`}
                alt={e.file.name}
              />
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}
