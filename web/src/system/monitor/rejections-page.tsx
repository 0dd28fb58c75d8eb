import { useQuery } from '@tanstack/react-query';
import { Table, Typography } from 'antd';
import { api, body } from '@/api/client';
import type { Rejection } from '@/api/types';
import { useT } from '@/i18n/desk';
import { count } from '@/kit/number';
import { PageHead } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';

/** Input that was refused, counted by source, reason and device, with the last sample of each. */
export default function RejectionsPage() {
  const { t, say } = useT();
  const rejections = useQuery({
    queryKey: ['rejections'],
    refetchInterval: 5_000,
    queryFn: () => body(api.GET('/api/signal/rejections', { params: { query: { limit: 200 } } })),
  });
  return (
    <>
      <PageHead title={t('alarm.rejectionsTitle')} note={t('alarm.rejectionsHint')} />
      <Loaded of={rejections}>
        {(d) => (
          <Table<Rejection>
            size="middle"
            rowKey="id"
            pagination={false}
            dataSource={d.items ?? []}
            scroll={{ x: 'max-content' }}
            locale={{ emptyText: <Nothing title={t('alarm.noRejections')} /> }}
            columns={[
              { title: t('alarm.source'), dataIndex: 'source' },
              { title: t('alarm.reason'), render: (_, r) => say(r.reason_text) || r.reason },
              { title: t('alarm.device'), render: (_, r) => r.device || <span className="faint">{t('alarm.unknownDevice')}</span> },
              { title: t('alarm.count_'), align: 'right', render: (_, r) => <b className="num">{count(r.count)}</b> },
              { title: t('alarm.lastAt'), render: (_, r) => <TimeText at={r.last_at} /> },
              {
                title: t('alarm.sample'),
                render: (_, r) => (
                  <Typography.Text code ellipsis={{ tooltip: { title: r.sample } }} style={{ maxWidth: 420 }}>
                    {r.sample}
                  </Typography.Text>
                ),
              },
            ]}
          />
        )}
      </Loaded>
    </>
  );
}
