import { AudioOutlined, EnvironmentOutlined, FileImageOutlined, FileOutlined, UploadOutlined, VideoCameraOutlined } from '@ant-design/icons';
import { App, Button, Typography, Upload } from 'antd';
import type { ReactNode } from 'react';
import type { CaseEvidence, CaseSheet } from '@/api/casework';
import { uploadFile } from '@/api/files';
import { queries } from '@/api/queries';
import { useT } from '@/i18n/desk';
import { errorSentence, Nothing } from '@/kit/states';
import { spanText, TimeText } from '@/kit/time-text';

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

/** Evidence with where and when it was taken and its digest; below it the other files of the case. */
export function EvidenceTab({ d }: { d: CaseSheet }) {
  const { t } = useT();
  const evidence = d.evidence ?? [];
  const files = d.files ?? [];
  return (
    <div className="stack">
      {!d.case.closed && <UploadButton id={d.case.id} />}
      {evidence.length === 0 && files.length === 0 && <Nothing title={t('casework.noEvidence')} hint={t('casework.noEvidenceHint')} />}
      {evidence.length > 0 && (
        <ul className="evidence">
          {evidence.map((e) => (
            <EvidenceCard key={e.id} e={e} />
          ))}
        </ul>
      )}
      {files.length > 0 && (
        <section>
          <h2 className="part-head">{t('casework.files')}</h2>
          <ul className="near case-files">
            {files.map((f) => (
              <li key={f.id}>
                <a href={`/api/cases/${d.case.id}/files/${f.id}`} target="_blank" rel="noreferrer" className="clip">
                  {icons[mediumOf(f.type)]} {f.name}
                </a>
                <span className="faint">
                  {f.person_name} <TimeText at={f.at} style="short" />
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function EvidenceCard({ e }: { e: CaseEvidence }) {
  const { t } = useT();
  const medium = mediumOf(e.type);
  const url = e.url ?? e.preview_url;
  const picture = e.preview_url ? <img src={e.preview_url} alt="" loading="lazy" /> : icons[medium];
  const place = typeof e.lon === 'number' && typeof e.lat === 'number' && (e.lon !== 0 || e.lat !== 0);
  return (
    <li className="evidence-card">
      {url ? (
        <a className="evidence-picture" href={url} target="_blank" rel="noreferrer" aria-label={e.name}>
          {picture}
        </a>
      ) : (
        <span className="evidence-picture">{picture}</span>
      )}
      <b className="clip" title={e.name}>
        {e.name}
      </b>
      <span className="faint">
        {t(`casework.medium_${medium}`)} {sizeText(e.size)} {e.duration_s ? spanText(e.duration_s * 1000, t) : ''}
      </span>
      {e.taken_at && (
        <span>
          {t('casework.takenAt')} <TimeText at={e.taken_at} style="minute" />
        </span>
      )}
      {place && (
        <span className="num">
          <EnvironmentOutlined aria-hidden /> {e.lon!.toFixed(5)}, {e.lat!.toFixed(5)}
        </span>
      )}
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

function UploadButton({ id }: { id: string }) {
  const { t } = useT();
  const { message } = App.useApp();
  const send = async (f: File) => {
    try {
      await uploadFile(id, f);
      message.success(t('casework.uploaded', { name: f.name }));
      await queries.invalidateQueries({ queryKey: ['case', id] });
    } catch (e) {
      message.error(errorSentence(e, t), 6);
    }
  };
  return (
    <div className="no-print">
      <Upload
        showUploadList={false}
        beforeUpload={(f) => {
          void send(f);
          return false;
        }}
      >
        <Button size="small" icon={<UploadOutlined aria-hidden />}>
          {t('casework.upload')}
        </Button>
      </Upload>
    </div>
  );
}
