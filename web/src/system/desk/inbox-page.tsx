import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button, Table } from 'antd';
import { inboxQuery } from '@/api/queries';
import type { InboxItem } from '@/api/types';
import { useT } from '@/i18n/desk';
import { PageHead } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { Countdown, TimeText } from '@/kit/time-text';

/** 待办: every case that waits for this person, the earliest due first. */
export default function InboxPage() {
  const { t, say } = useT();
  const go = useNavigate();
  const inbox = useQuery({ ...inboxQuery, refetchInterval: 60_000 });
  const open = (i: InboxItem) => {
    if (i.page?.startsWith('/')) void go({ to: i.page });
    else void go({ to: '/desk/cases/$id', params: { id: i.case.id } });
  };
  return (
    <>
      <PageHead title={t('casework.inbox')} />
      <Loaded of={inbox}>
        {(rows) => (
          <Table<InboxItem>
            size="middle"
            rowKey={(i) => i.case.id}
            pagination={false}
            dataSource={rows}
            scroll={{ x: 'max-content' }}
            locale={{ emptyText: <Nothing title={t('casework.inboxNone')} hint={t('casework.inboxNoneHint')} /> }}
            onRow={(i) => ({ className: 'opens', onClick: () => open(i) })}
            columns={[
              { title: t('casework.action'), render: (_, i) => <b>{say(i.todo)}</b> },
              { title: t('casework.caseTitle'), render: (_, i) => i.case.title },
              { title: t('casework.stage'), render: (_, i) => <span className="tag tag-plain">{say(i.stage)}</span> },
              { title: t('casework.since'), render: (_, i) => <TimeText at={i.case.changed_at} style="minute" /> },
              { title: t('casework.due'), render: (_, i) => <Countdown at={i.case.due_at} /> },
              {
                title: '',
                render: (_, i) => (
                  <Button size="small" type="primary" onClick={() => open(i)}>
                    {t('casework.openIt')}
                  </Button>
                ),
              },
            ]}
          />
        )}
      </Loaded>
    </>
  );
}
