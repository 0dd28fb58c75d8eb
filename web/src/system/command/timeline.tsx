import { Image } from 'antd';
import type { TimelineEntry } from '@/api/types';
import { useT } from '@/i18n/desk';
import { Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';

const picture = /\.(jpe?g|png|webp|gif)$/i;

/** Everything that happened in the incident, newest first. */
export function Timeline({ entries }: { entries: TimelineEntry[] }) {
  const { t, say } = useT();
  if (entries.length === 0) return <Nothing />;
  return (
    <ol className="timeline" aria-label={t('incident.timeline')} tabIndex={0}>
      {entries.toReversed().map((e) => (
        <li key={e.hash}>
          <TimeText at={e.at} style="clock" />
          <div>
            <b>{say(e.title) || e.action}</b> {e.task && <span className="soft">{e.task}</span>} <span className="faint">{e.actor}</span>
            {e.text && !e.file && <div className="soft">{e.text}</div>}
            {e.file && <FileOf e={e} />}
          </div>
        </li>
      ))}
    </ol>
  );
}

function FileOf({ e }: { e: TimelineEntry }) {
  const url = `/api/cases/${e.object}/files/${e.file}`;
  if (picture.test(e.text ?? '')) return <Image width={120} src={url} alt={e.text} />;
  return (
    <div>
      <a href={url} target="_blank" rel="noreferrer">
        {e.text || e.file}
      </a>
    </div>
  );
}
