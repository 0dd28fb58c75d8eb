import { useQuery } from '@tanstack/react-query';
import { Table, Typography } from 'antd';
import type { CaseSheet } from '@/api/casework';
import { journalQuery } from '@/api/queries';
import type { JournalEntry } from '@/api/types';
import { useT } from '@/i18n/desk';
import { Loaded } from '@/kit/states';
import { TimeText } from '@/kit/time-text';

/** Every entry of the journal, with its digest. */
export function JournalTab({ d }: { d: CaseSheet }) {
  const { t, say } = useT();
  const journal = useQuery(journalQuery(d.case.id));
  const p = d.outline;
  const title = (e: JournalEntry) => {
    if (e.action === `${p.name}.open`) return t('casework.openedIt');
    if (e.action === `${p.name}.file`) return t('casework.addedFile');
    return say(p.acts.find((a) => e.action === `${p.name}.${a.name}`)?.title) || e.action;
  };
  return (
    <Loaded of={journal}>
      {(rows) => (
        <Table<JournalEntry>
          size="small"
          rowKey="seq"
          pagination={false}
          dataSource={rows}
          scroll={{ x: 'max-content' }}
          columns={[
            { title: t('casework.at'), render: (_, e) => <TimeText at={e.at} /> },
            { title: t('casework.action'), render: (_, e) => <b>{title(e)}</b> },
            { title: t('casework.actor'), render: (_, e) => e.actor_name },
            { title: t('casework.seq'), dataIndex: 'seq', className: 'num' },
            {
              title: t('casework.hash'),
              render: (_, e) => (
                <Typography.Text code copyable={{ text: e.hash }}>
                  {e.hash.slice(0, 10)}
                </Typography.Text>
              ),
            },
          ]}
        />
      )}
    </Loaded>
  );
}
