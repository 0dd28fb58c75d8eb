import { UploadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Input, Progress, Select, Upload } from 'antd';
import { useEffect, useRef, useState } from 'react';
import type { CaseSheet, Outline } from '@/api/casework';
import { api, body } from '@/api/client';
import { sendFile, takeUpload, type Sending } from '@/api/upload';
import { useT, type Key } from '@/i18n/desk';
import { caseMoved, RefusalNote } from '@/kit/act-panel';
import { ShanghaiTime } from '@/kit/schema-form';
import { errorSentence } from '@/kit/states';
import { sizeText } from './evidence-tab';

const usual: Record<string, Key> = { recording: 'casework.kind_recording', photo: 'casework.kind_photo', document: 'casework.kind_document', other: 'casework.kind_other' };

/** The kinds of evidence: those that the procedure asks for by its own words, and the usual ones. */
function kindsOf(o: Outline): string[] {
  return [...new Set([...o.acts.flatMap((a) => (a.evidence ?? []).map((e) => e.kind)), ...Object.keys(usual)])];
}

export function useKindText(o: Outline): (kind: string) => string {
  const { t, say } = useT();
  return (kind) => {
    const asked = o.acts.flatMap((a) => a.evidence ?? []).find((e) => e.kind === kind);
    return usual[kind] ? t(usual[kind]) : say(asked?.title) || kind;
  };
}

const uploadsQuery = { queryKey: ['uploads'], queryFn: async () => (await body(api.GET('/api/uploads'))).items };

/** Sends a file with what it is and what it shows; a large one in pieces, with a pause, and again after a reload. */
export function EvidenceUpload({ d }: { d: CaseSheet }) {
  const { t } = useT();
  const { message } = App.useApp();
  const text = useKindText(d.outline);
  const [file, setFile] = useState<File>();
  const [kind, setKind] = useState('recording');
  const [note, setNote] = useState('');
  const [began, setBegan] = useState('');
  const [ended, setEnded] = useState('');
  const [share, setShare] = useState<number>();
  const [paused, setPaused] = useState(false);
  const [refusal, setRefusal] = useState<unknown>();
  const sending = useRef<Sending>(undefined);
  useEffect(() => () => sending.current?.pause(), []); // what was sent stays; the same file goes on from there
  const choose = (f: File) => {
    setFile(f);
    setRefusal(undefined);
    setKind(f.type.startsWith('image/') ? 'photo' : f.type.startsWith('video/') || f.type.startsWith('audio/') ? 'recording' : 'document');
  };
  const send = async () => {
    if (!file) return;
    setShare(0);
    setRefusal(undefined);
    let told = false;
    sending.current = sendFile(d.case.id, file, { kind, note: note.trim() || undefined, ...(kind === 'recording' ? { began_at: began || undefined, ended_at: ended || undefined } : {}) }, (s, resumed) => {
      if (resumed && !told) message.info(t('casework.resumed', { n: Math.round(s * 100) }));
      told ||= resumed;
      setShare(s);
    });
    try {
      await sending.current.done;
      message.success(t('casework.uploaded', { name: file.name }));
      setFile(undefined);
      setNote('');
      setBegan('');
      setEnded('');
    } catch (e) {
      setRefusal(e);
    } finally {
      setShare(undefined);
      setPaused(false);
      void caseMoved();
    }
  };
  const busy = share !== undefined;
  return (
    <section className="no-print upload-box" aria-label={t('casework.upload')}>
      <div className="row">
        <Upload
          showUploadList={false}
          disabled={busy}
          beforeUpload={(f) => {
            choose(f);
            return false;
          }}
        >
          <Button icon={<UploadOutlined aria-hidden />} disabled={busy}>
            {t('casework.chooseFile')}
          </Button>
        </Upload>
        {file ? (
          <span className="clip upload-name">
            {file.name} <span className="faint num">{sizeText(file.size)}</span>
          </span>
        ) : (
          <span className="faint">{t('casework.noEvidenceHint')}</span>
        )}
      </div>
      {file && (
        <div className="row">
          <Select value={kind} onChange={setKind} disabled={busy} aria-label={t('casework.kind')} style={{ minWidth: 160 }} options={kindsOf(d.outline).map((k) => ({ value: k, label: text(k) }))} />
          <Input value={note} onChange={(e) => setNote(e.target.value)} disabled={busy} maxLength={500} className="grow" aria-label={t('casework.note')} placeholder={t('casework.noteHint')} />
          <Button type="primary" data-do="upload" loading={busy && !paused} onClick={() => void send()}>
            {t('casework.send')}
          </Button>
        </div>
      )}
      {file && kind === 'recording' && (
        <div className="row">
          <label htmlFor="recording-began">{t('casework.recordingBegan')}</label>
          <ShanghaiTime id="recording-began" value={began || undefined} onChange={setBegan} disabled={busy} />
          <label htmlFor="recording-ended">{t('casework.recordingEnded')}</label>
          <ShanghaiTime id="recording-ended" value={ended || undefined} onChange={setEnded} disabled={busy} />
          <span className="faint">{t('casework.recordingHint')}</span>
        </div>
      )}
      {busy && (
        <div className="row">
          <Progress percent={Math.round(share * 100)} className="grow" status={paused ? 'normal' : 'active'} aria-label={t('casework.sending', { n: Math.round(share * 100) })} />
          <Button
            size="small"
            onClick={() => {
              if (paused) sending.current?.resume();
              else sending.current?.pause();
              setPaused(!paused);
            }}
          >
            {t(paused ? 'casework.goOn' : 'casework.pause')}
          </Button>
        </div>
      )}
      {refusal !== undefined && <RefusalNote error={refusal} />}
      {!busy && <Unfinished caseId={d.case.id} />}
    </section>
  );
}

/** Uploads of this person that belong to no case yet: whole ones can be added here, others go on or are dropped. */
function Unfinished({ caseId }: { caseId: string }) {
  const { t } = useT();
  const { message } = App.useApp();
  const uploads = useQuery(uploadsQuery);
  const open = (uploads.data ?? []).filter((u) => u.status !== 'taken');
  if (open.length === 0) return null;
  const act = async (f: () => Promise<unknown>) => {
    try {
      await f();
    } catch (e) {
      message.error(errorSentence(e, t), 6);
    } finally {
      void caseMoved();
    }
  };
  return (
    <div>
      <b>{t('casework.unfinished')}</b> <span className="faint">{t('casework.unfinishedHint')}</span>
      <ul className="case-others">
        {open.map((u) => (
          <li key={u.id} className="row">
            <span className="clip">{u.name}</span>
            <span className="faint num">
              {sizeText(u.size)} {t('casework.receivedOf', { n: u.size ? Math.floor((u.received / u.size) * 100) : 0 })}
            </span>
            {u.status === 'stored' && (
              <Button size="small" onClick={() => void act(() => takeUpload(caseId, u.id, {}))}>
                {t('casework.addStored')}
              </Button>
            )}
            <Button size="small" type="text" danger onClick={() => void act(() => api.DELETE('/api/uploads/{id}', { params: { path: { id: u.id }, header: { 'Tus-Resumable': '1.0.0' } } }))}>
              {t('casework.discard')}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
