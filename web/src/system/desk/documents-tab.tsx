import { DownloadOutlined, PrinterOutlined } from '@ant-design/icons';
import { Button, Table } from 'antd';
import { useRef, useState } from 'react';
import type { CaseDocument, CaseSheet } from '@/api/casework';
import { useT } from '@/i18n/desk';
import { SidePanel } from '@/kit/side-panel';
import { Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';

/** The writs of a case in the order in which they were made: number, service, publication, and the text to read or print. */
export function DocumentsTab({ d }: { d: CaseSheet }) {
  const { t } = useT();
  const [open, setOpen] = useState<CaseDocument>();
  if (d.documents.length === 0) return <Nothing title={t('casework.noDocuments')} hint={t('casework.noDocumentsHint')} />;
  return (
    <>
      <Table<CaseDocument>
        size="small"
        rowKey="id"
        pagination={false}
        dataSource={d.documents}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: t('casework.seq'), render: (_, _x, i) => <span className="num">{i + 1}</span> },
          {
            title: t('casework.document'),
            render: (_, x) => (
              <button type="button" className="linkish flow-link" data-document={x.writ} onClick={() => setOpen(x)}>
                <b>{x.title}</b>
              </button>
            ),
          },
          { title: t('casework.number'), render: (_, x) => x.number || <span className="faint">–</span> },
          { title: t('casework.at'), render: (_, x) => <TimeText at={x.at} style="minute" /> },
          { title: t('casework.actor'), render: (_, x) => x.by_name },
          { title: t('casework.docState'), render: (_, x) => <State x={x} /> },
          { title: t('casework.served'), render: (_, x) => <ServedText x={x} /> },
          {
            title: t('casework.download'),
            render: (_, x) => (
              <a href={x.docx_url} download>
                DOCX
              </a>
            ),
          },
        ]}
      />
      {open && <Preview key={open.id} x={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

/** A writ as it was issued. The frame runs no script; it is of our own origin only so that it can be printed. */
function Preview({ x, onClose }: { x: CaseDocument; onClose: () => void }) {
  const { t } = useT();
  const frame = useRef<HTMLIFrameElement>(null);
  return (
    <SidePanel open title={`${x.title} ${x.number}`} width={Math.min(860, innerWidth)} onClose={onClose}>
      <div className="row no-print doc-tools">
        <Button size="small" icon={<PrinterOutlined aria-hidden />} onClick={() => frame.current?.contentWindow?.print()}>
          {t('flow.print')}
        </Button>
        <Button size="small" icon={<DownloadOutlined aria-hidden />} href={x.docx_url}>
          DOCX
        </Button>
        <a href={x.html_url} target="_blank" rel="noreferrer">
          {t('casework.newWindow')}
        </a>
      </div>
      <iframe ref={frame} className="doc-frame" title={`${x.title} ${x.number}`} src={x.html_url} sandbox="allow-same-origin allow-modals" />
    </SidePanel>
  );
}

function State({ x }: { x: CaseDocument }) {
  const { t } = useT();
  return (
    <span className="row">
      <span className={x.state === 'void' ? 'tag tag-red' : 'tag tag-plain'}>{t(x.state === 'void' ? 'casework.doc_void' : 'casework.doc_issued')}</span>
      {x.withdrawn_at ? <span className="tag tag-orange">{t('casework.withdrawn')}</span> : x.published_at && <span className="tag tag-blue">{t('casework.published')}</span>}
    </span>
  );
}

const methods = { direct: 'casework.by_direct', left: 'casework.by_left', electronic: 'casework.by_electronic', post: 'casework.by_post', entrusted: 'casework.by_entrusted', public: 'casework.by_public' } as const;

function ServedText({ x }: { x: CaseDocument }) {
  const { t } = useT();
  if (!x.served) return <span className={x.must_serve ? '' : 'faint'}>{t(x.must_serve ? 'casework.notServed' : 'casework.needNotServe')}</span>;
  const key = methods[x.served.method as keyof typeof methods];
  return (
    <>
      {key ? t(key) : x.served.method} <TimeText at={x.served.at} style="minute" />
    </>
  );
}
