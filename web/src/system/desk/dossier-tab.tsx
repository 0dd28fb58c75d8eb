import { DownloadOutlined, LockOutlined, PrinterOutlined } from '@ant-design/icons';
import { App, Button, Table, Typography } from 'antd';
import { useState } from 'react';
import type { CaseSheet } from '@/api/casework';
import { api, body } from '@/api/client';
import { useT, type Key } from '@/i18n/desk';
import { caseMoved, RefusalNote } from '@/kit/act-panel';
import { Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { sizeText } from './evidence-tab';

interface Leaf {
  id: string;
  kind: Key;
  title: string;
  number: string;
  at: string;
  by: string;
  url: string;
}

/** Everything that is in a case in the order in which it came: the index of its file. */
export function leavesOf(d: Pick<CaseSheet, 'documents' | 'evidence'>): Leaf[] {
  const leaves: Leaf[] = [
    ...d.documents.map((x): Leaf => ({ id: x.id, kind: 'casework.document', title: x.title, number: x.number, at: x.at, by: x.by_name, url: x.html_url })),
    ...d.evidence.map((x): Leaf => ({ id: x.id, kind: 'casework.evidence', title: x.name, number: '', at: x.at, by: x.person_name, url: x.url })),
  ];
  return leaves.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

export function DossierTab({ d }: { d: CaseSheet }) {
  const { t } = useT();
  const leaves = leavesOf(d);
  return (
    <div className="stack">
      <Archives d={d} />
      {leaves.length === 0 ? (
        <Nothing title={t('casework.noDossier')} hint={t('casework.noDossierHint')} />
      ) : (
        <section>
          <div className="row spread">
            <h2 className="part-head">{t('casework.index', { n: leaves.length })}</h2>
            <Button size="small" icon={<PrinterOutlined aria-hidden />} className="no-print" onClick={() => window.print()}>
              {t('flow.print')}
            </Button>
          </div>
          <Table<Leaf>
            size="small"
            rowKey="id"
            pagination={false}
            dataSource={leaves}
            scroll={{ x: 'max-content' }}
            columns={[
              { title: t('casework.seq'), render: (_, _x, i) => <span className="num">{i + 1}</span> },
              {
                title: t('casework.leaf'),
                render: (_, x) => (
                  <a href={x.url} target="_blank" rel="noreferrer">
                    {x.title}
                  </a>
                ),
              },
              { title: t('casework.leafKind'), render: (_, x) => t(x.kind) },
              { title: t('casework.number'), render: (_, x) => x.number || <span className="faint">–</span> },
              { title: t('casework.at'), render: (_, x) => <TimeText at={x.at} style="minute" /> },
              { title: t('casework.actor'), render: (_, x) => x.by },
            ]}
          />
        </section>
      )}
    </div>
  );
}

/** Seals the case into one file, and tells how anybody can verify it later without this server. */
function Archives({ d }: { d: CaseSheet }) {
  const { t } = useT();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<unknown>();
  const seal = async () => {
    setBusy(true);
    setRefusal(undefined);
    try {
      await body(api.POST('/api/cases/{id}/archives', { params: { path: { id: d.case.id } } }));
      message.success(t('casework.sealed'));
    } catch (e) {
      setRefusal(e);
    } finally {
      await caseMoved();
      setBusy(false);
    }
  };
  return (
    <section className="stack">
      <div className="row no-print">
        <Button icon={<LockOutlined aria-hidden />} data-do="seal" loading={busy} onClick={() => void seal()}>
          {t('casework.seal')}
        </Button>
        <span className="faint grow">{t('casework.sealHint')}</span>
      </div>
      {refusal !== undefined && <RefusalNote error={refusal} />}
      {d.archives.length > 0 && (
        <>
          <h2 className="part-head">{t('casework.archives')}</h2>
          <ul className="cards">
            {d.archives.map((a) => (
              <li key={a.id} className="card row" data-archive={a.id}>
                <a href={`/api/cases/${d.case.id}/archives/${a.id}`} download>
                  <DownloadOutlined aria-hidden /> ZIP <span className="num">{sizeText(a.size)}</span>
                </a>
                <span>
                  {a.person_name} <TimeText at={a.at} style="minute" />
                </span>
                <span>
                  SM3{' '}
                  <Typography.Text code copyable={{ text: a.hash }}>
                    {a.hash.slice(0, 16)}
                  </Typography.Text>
                </span>
              </li>
            ))}
          </ul>
          <details>
            <summary>{t('casework.verifyTitle')}</summary>
            <ol className="clock-steps">
              <li>{t('casework.verify_1')}</li>
              <li>{t('casework.verify_2')}</li>
              <li>{t('casework.verify_3')}</li>
            </ol>
          </details>
        </>
      )}
    </section>
  );
}
