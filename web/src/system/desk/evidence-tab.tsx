import { AudioOutlined, EnvironmentOutlined, FileImageOutlined, FileOutlined, VideoCameraOutlined } from '@ant-design/icons';
import { Typography } from 'antd';
import type { ReactNode } from 'react';
import type { CaseEvidence, CaseSheet } from '@/api/casework';
import { useT } from '@/i18n/desk';
import { Nothing } from '@/kit/states';
import { shanghai } from '@/kit/time';
import { spanText, TimeText } from '@/kit/time-text';
import { EvidenceUpload, useKindText } from './evidence-upload';
import { RecordingAxis } from './recording-axis';

/** The kind of a medium by its media type. */
export function mediumOf(type: string): 'photo' | 'video' | 'audio' | 'paper' {
  if (type.startsWith('image/')) return 'photo';
  if (type.startsWith('video/')) return 'video';
  return type.startsWith('audio/') ? 'audio' : 'paper';
}

const icons: Record<ReturnType<typeof mediumOf>, ReactNode> = {
  photo: <FileImageOutlined aria-hidden />,
  video: <VideoCameraOutlined aria-hidden />,
  audio: <AudioOutlined aria-hidden />,
  paper: <FileOutlined aria-hidden />,
};

/** Evidence with what it is, where and when it was taken, and its digest; above it the recordings beside the acts. */
export function EvidenceTab({ d }: { d: CaseSheet }) {
  const { t } = useT();
  return (
    <div className="stack">
      {!d.case.closed && <EvidenceUpload d={d} />}
      {!d.outline.acts.some((a) => a.films?.length) && <RecordingAxis d={d} />}
      {d.evidence.length === 0 && <Nothing title={t('casework.noEvidence')} hint={t('casework.noEvidenceHint')} />}
      <ul className="evidence">
        {d.evidence.map((e) => (
          <EvidenceCard key={e.id} d={d} e={e} />
        ))}
      </ul>
    </div>
  );
}

function EvidenceCard({ d, e }: { d: CaseSheet; e: CaseEvidence }) {
  const { t } = useT();
  const kind = useKindText(d.outline);
  const medium = mediumOf(e.type);
  const [lon, lat] = [e.lon, e.lat];
  return (
    <li className="evidence-card" data-evidence={e.kind}>
      <a className="evidence-picture" href={e.url} target="_blank" rel="noreferrer" aria-label={e.name}>
        {e.preview_url ? <img src={e.preview_url} alt="" loading="lazy" /> : icons[medium]}
      </a>
      <b className="clip" title={e.name}>
        {e.name}
      </b>
      {e.kind && <span className="tag tag-blue">{kind(e.kind)}</span>}
      {e.note && <span>{e.note}</span>}
      <span className="faint">
        {t(`casework.medium_${medium}`)} {sizeText(e.size)} {e.duration_s ? spanText(e.duration_s * 1000, t) : ''}
      </span>
      {e.taken_at && e.ended_at ? (
        <span>
          {t('casework.filmed')} <span className="num">{`${shanghai(e.taken_at, 'minute')} – ${shanghai(e.ended_at, 'clock').slice(0, 5)}`}</span>
        </span>
      ) : (
        e.taken_at && (
          <span>
            {t('casework.takenAt')} <TimeText at={e.taken_at} style="minute" />
          </span>
        )
      )}
      {typeof lon === 'number' && typeof lat === 'number' && (lon !== 0 || lat !== 0) && (
        <a className="num" href={`/?at=place:${lon.toFixed(6)},${lat.toFixed(6)}`} target="_blank" rel="noreferrer">
          <EnvironmentOutlined aria-hidden /> {lon.toFixed(5)}, {lat.toFixed(5)}
        </a>
      )}
      {e.device && <span className="faint">{e.device}</span>}
      <span className="faint">
        {e.person_name} <TimeText at={e.at} style="short" />
      </span>
      <Typography.Text code copyable={{ text: e.hash }}>
        {e.hash.slice(0, 10)}
      </Typography.Text>
    </li>
  );
}

/** "3.4 MB": how large a file is. */
export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let n = bytes;
  let u = 0;
  while (n >= 1000 && u < units.length - 1) {
    n /= 1000;
    u++;
  }
  return `${u === 0 || n >= 100 ? Math.round(n) : Math.round(n * 10) / 10} ${units[u]}`;
}
