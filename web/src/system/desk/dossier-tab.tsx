import { PrinterOutlined } from '@ant-design/icons';
import { Button, Table } from 'antd';
import type { CaseSheet } from '@/api/casework';
import type { Words } from '@/api/types';
import { useT, type Key } from '@/i18n/desk';
import { Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';

interface Leaf {
  id: string;
  kind: Key;
  title: Words | string;
  number: string;
  at: string;
  by: string;
  url?: string;
}

/** Everything that is in a case in the order in which it came: the index of its file. */
export function leavesOf(d: CaseSheet): Leaf[] {
  const leaves: Leaf[] = [
    ...(d.documents ?? []).map((x): Leaf => ({ id: x.id, kind: 'casework.document', title: x.title, number: x.number ?? '', at: x.at, by: x.by_name ?? '', url: x.html_url })),
    ...(d.evidence ?? []).map((x): Leaf => ({ id: x.id, kind: 'casework.evidence', title: x.name, number: '', at: x.at, by: x.person_name ?? '', url: x.url ?? x.preview_url })),
    ...(d.files ?? []).map((x): Leaf => ({ id: x.id, kind: 'casework.files', title: x.name, number: '', at: x.at, by: x.person_name, url: `/api/cases/${d.case.id}/files/${x.id}` })),
  ];
  return leaves.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

export function DossierTab({ d }: { d: CaseSheet }) {
  const { t, say } = useT();
  const leaves = leavesOf(d);
  if (leaves.length === 0) return <Nothing title={t('casework.noDossier')} hint={t('casework.noDossierHint')} />;
  return (
    <>
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
            render: (_, x) =>
              x.url ? (
                <a href={x.url} target="_blank" rel="noreferrer">
                  {say(x.title)}
                </a>
              ) : (
                say(x.title)
              ),
          },
          { title: t('casework.leafKind'), render: (_, x) => t(x.kind) },
          { title: t('casework.number'), render: (_, x) => x.number || <span className="faint">–</span> },
          { title: t('casework.at'), render: (_, x) => <TimeText at={x.at} style="minute" /> },
          { title: t('casework.actor'), render: (_, x) => x.by },
        ]}
      />
    </>
  );
}
