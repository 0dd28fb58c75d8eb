import { FileWordOutlined, UploadOutlined } from '@ant-design/icons';
import { App, Button, Upload } from 'antd';
import { useState } from 'react';
import { resendReport, type MatterView, type ReportView } from '@/api/report';
import { sendFile } from '@/api/upload';
import { useT, type Key } from '@/i18n/desk';
import { caseMoved, perform } from '@/kit/act-panel';
import { LevelTag } from '@/kit/incident-words';
import { Panel } from '@/kit/page';
import { errorSentence, Nothing } from '@/kit/states';
import { shanghai } from '@/kit/time';
import { TimeText } from '@/kit/time-text';
import { useActing } from '@/kit/use-act';
import { Editor, Reading } from './editor';

const tone: Record<string, string> = { drafting: 'plain', review: 'blue', sending: 'orange', rejected: 'red', received: 'plain ok', abandoned: 'plain' };

/** The reports, newest first: the one in work open to be written, each with the way that it went. */
export function ReportsPanel({ v, may }: { v: MatterView; may: boolean }) {
  const { t } = useT();
  return (
    <Panel title={t('report.reports')} extra={may && <DraftButtons v={v} />}>
      {v.reports.length === 0 && <Nothing title={t('report.noReports')} hint={t('report.noReportsHint')} />}
      {v.reports.map((r) => (
        <OneReport key={r.n} v={v} r={r} may={may} />
      ))}
    </Panel>
  );
}

/** What may be drafted now; the first report first, then the others. */
function DraftButtons({ v }: { v: MatterView }) {
  const { t } = useT();
  const { message } = App.useApp();
  const [busy, setBusy] = useState('');
  if (!v.acts.some((a) => a.act === 'draft' && a.allowed)) return null;
  const kinds = v.stage === 'due' ? ['first'] : v.stage === 'finished' ? ['supplement'] : ['progress', 'supplement', 'final'];
  const draft = async (kind: string) => {
    setBusy(kind);
    try {
      await perform(v.id, 'draft', { kind });
    } catch (e) {
      message.error(errorSentence(e, t), 8);
    } finally {
      setBusy('');
    }
  };
  return (
    <span className="row">
      {kinds.map((k, i) => (
        <Button key={k} size="small" type={i === 0 ? 'primary' : 'default'} loading={busy === k} disabled={busy !== ''} data-do={`draft-${k}`} onClick={() => void draft(k)}>
          {t(`report.draft_${k}` as Key)}
        </Button>
      ))}
    </span>
  );
}

function OneReport({ v, r, may }: { v: MatterView; r: ReportView; may: boolean }) {
  const { t, say } = useT();
  const [busy, act] = useActing('cases', 'case');
  const open = r.state !== 'received' && r.state !== 'abandoned';
  const mayCorrect = may && r.state === 'received' && !r.superseded && v.acts.some((a) => a.act === 'draft' && a.allowed);
  return (
    <article className="one-report" data-report={r.n}>
      <header className="row">
        <b>
          {r.n}. {say(r.kind_title)}
          {r.seq ? `（${r.seq}）` : ''}
        </b>
        <span className={`tag tag-${tone[r.state] ?? 'plain'}`}>{t(`report.state_${r.state}` as Key)}</span>
        <LevelTag level={r.grade} />
        {r.version > 1 && <span className="faint">{t('report.version', { n: r.version })}</span>}
        {r.corrects ? <span className="faint">{t('report.correctsReport', { n: r.corrects })}</span> : null}
        {r.superseded ? <span className="nearly">{t('report.superseded', { n: r.superseded })}</span> : null}
        <span className="num">{r.number}</span>
        <a href={`/api/report/matters/${v.id}/reports/${r.n}/docx`} download>
          <FileWordOutlined aria-hidden /> {t('report.word')}
        </a>
        {mayCorrect && (
          <Button size="small" loading={busy} onClick={() => void act(() => perform(v.id, 'draft', { kind: 'correction', corrects: r.n }), t('report.draft_correction'))}>
            {t('report.draft_correction')}
          </Button>
        )}
      </header>
      <p className="faint">
        {t('report.author', { name: r.author_name })}
        {r.signer_name && (
          <>
            {' · '}
            {t('report.signer', { name: r.signer_name })} <TimeText at={r.signed_at} style="short" />
          </>
        )}
      </p>
      {r.state === 'drafting' && may ? (
        <Editor v={v} r={r} />
      ) : (
        <details open={open}>
          <summary>{r.content.title}</summary>
          <Reading r={r} />
        </details>
      )}
      <Ladder v={v} r={r} may={may} />
    </article>
  );
}

/** The way of a report: signed, each try, receipts, what was sent back. */
function Ladder({ v, r, may }: { v: MatterView; r: ReportView; may: boolean }) {
  const { t } = useT();
  const waiting = r.sendings.find((s) => s.state === 'waiting');
  if (r.sendings.length + (r.receipts?.length ?? 0) + (r.returned?.length ?? 0) === 0) return null;
  return (
    <section className="ladder" aria-label={t('report.ladder')}>
      <ol>
        {r.sendings.map((s) => (
          <li key={s.key}>
            {t('report.queued')} <TimeText at={s.queued_at} style="clock" /> {s.upper_name}
          </li>
        ))}
        {r.tries.map((x) => (
          <li key={`${x.key},${x.n}`} className={r.sendings.some((s) => s.key === x.key && s.state === 'receipted' && s.tries === x.n) ? 'ok' : 'overdue'}>
            {t('report.tries', { n: x.n })} <TimeText at={x.at} style="clock" /> {x.said}
          </li>
        ))}
        {(r.returned ?? []).map((b, i) => (
          <li key={`back-${i}`} className="overdue">
            {t('report.returned')} <TimeText at={b.at} style="clock" /> {b.by} {b.reason}
          </li>
        ))}
        {(r.receipts ?? []).map((x, i) => (
          <li key={`receipt-${i}`} className="ok" data-receipt={x.how}>
            <b>{t('report.receipt')}</b> {t(`report.how_${x.how}` as Key)} {x.number} <TimeText at={x.at} style="clock" /> {x.by} {x.note}
          </li>
        ))}
      </ol>
      {waiting && may && r.state === 'sending' && <Stuck v={v} next={waiting.next_at} said={waiting.said} />}
    </section>
  );
}

/** A report without a receipt: when it is tried again, and how it is told by hand. */
function Stuck({ v, next, said }: { v: MatterView; next?: string; said: string }) {
  const { t } = useT();
  const { message } = App.useApp();
  const [busy, act] = useActing('cases', 'case');
  const upload = async (f: File) => {
    try {
      await sendFile(v.id, f, { kind: v.proof_kind }, () => {}).done;
      caseMoved();
    } catch (e) {
      message.error(errorSentence(e, t), 8);
    }
  };
  return (
    <div className="stuck">
      {said && <p>{v.upper ? t('report.byHandHint', { phone: v.upper.phone || v.upper.name }) : t('report.byHandNone')}</p>}
      <div className="row">
        {v.upper && (
          <Button size="small" loading={busy} data-do="resend" onClick={() => void act(() => resendReport(v.id), t('report.resent'))}>
            {t('report.resend')}
          </Button>
        )}
        {next && <span className="faint">{t('report.nextTry', { at: shanghai(next, 'clock') })}</span>}
        <Upload
          showUploadList={false}
          beforeUpload={(f) => {
            void upload(f);
            return false;
          }}
        >
          <Button size="small" icon={<UploadOutlined aria-hidden />} data-do="proof">
            {t('report.proof')}
          </Button>
        </Upload>
        {v.proofs > 0 && <span className="ok">{t('report.proofs', { n: v.proofs })}</span>}
      </div>
    </div>
  );
}
