import { Table } from 'antd';
import type { CaseDocument, Served } from '@/api/casework';
import { useT } from '@/i18n/desk';
import { Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';

/** The writs of a case: number, date, how they were served, and the text to read or to print. */
export function DocumentsTab({ documents }: { documents: CaseDocument[] }) {
  const { t, say } = useT();
  const state = useDocumentState();
  if (documents.length === 0) return <Nothing title={t('casework.noDocuments')} hint={t('casework.noDocumentsHint')} />;
  return (
    <Table<CaseDocument>
      size="small"
      rowKey="id"
      pagination={false}
      dataSource={documents}
      scroll={{ x: 'max-content' }}
      columns={[
        { title: t('casework.document'), render: (_, x) => <b>{say(x.title)}</b> },
        { title: t('casework.number'), render: (_, x) => x.number || <span className="faint">–</span> },
        { title: t('casework.at'), render: (_, x) => <TimeText at={x.at} style="minute" /> },
        { title: t('casework.actor'), render: (_, x) => x.by_name },
        { title: t('casework.docState'), render: (_, x) => (x.state ? <span className="tag tag-plain">{state(x.state)}</span> : null) },
        { title: t('casework.served'), render: (_, x) => <ServedText s={x.served} /> },
        {
          title: t('casework.text'),
          render: (_, x) => (
            <span className="row">
              {x.html_url && (
                <a href={x.html_url} target="_blank" rel="noreferrer">
                  {t('casework.read')}
                </a>
              )}
              {x.docx_url && <a href={x.docx_url}>DOCX</a>}
            </span>
          ),
        },
      ]}
    />
  );
}

const states = { draft: 'casework.doc_draft', signed: 'casework.doc_signed', issued: 'casework.doc_issued', served: 'casework.doc_served', void: 'casework.doc_void' } as const;

/** The states of a document in words; one that is not known here is shown as the server says it. */
export function useDocumentState(): (s: string) => string {
  const { t } = useT();
  return (s) => {
    const key = states[s as keyof typeof states];
    return key ? t(key) : s;
  };
}

function ServedText({ s }: { s?: Served | null }) {
  const { t, say } = useT();
  if (!s) return <span className="faint">{t('casework.notServed')}</span>;
  return (
    <>
      {say(s.method)} <TimeText at={s.at} style="minute" />
    </>
  );
}
