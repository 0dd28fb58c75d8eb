import { useQuery } from '@tanstack/react-query';
import { App, Button, Input, Popconfirm, Table } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { outwardQuery, type Allowed } from '@/api/connectors';
import { queries } from '@/api/queries';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { PageHead } from '@/kit/page';
import { errorSentence, Loaded, Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';

/** Inside addresses that sources and hooks may reach. */
export default function OutwardPage() {
  const { t } = useT();
  const { message } = App.useApp();
  const list = useQuery(outwardQuery);
  const mayPut = useMay('settings.outward.put');
  const [rule, setRule] = useState('');
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const act = async (f: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await f();
      message.success(t('connector.saved'));
      setRule('');
      setReason('');
    } catch (e) {
      message.error(errorSentence(e, t), 8);
    } finally {
      setBusy(false);
      void queries.invalidateQueries({ queryKey: outwardQuery.queryKey });
    }
  };
  return (
    <>
      <PageHead title={t('connector.outward')} />
      <p className="faint">{t('connector.outwardHint')}</p>
      {mayPut && (
        <form
          className="filters"
          onSubmit={(e) => {
            e.preventDefault();
            void act(() => body(api.POST('/api/settings/outward', { body: { rule: rule.trim(), reason: reason.trim() } })));
          }}
        >
          <Input style={{ width: 240 }} value={rule} maxLength={64} placeholder={t('connector.rule')} aria-label={t('connector.rule')} onChange={(e) => setRule(e.target.value)} />
          <Input style={{ width: 280 }} value={reason} maxLength={200} placeholder={t('connector.reason')} aria-label={t('connector.reason')} onChange={(e) => setReason(e.target.value)} />
          <Button type="primary" htmlType="submit" loading={busy} disabled={!rule.trim() || !reason.trim()} data-do="allow">
            {t('connector.allow')}
          </Button>
        </form>
      )}
      <Loaded of={list}>
        {(d) => (
          <Table<Allowed>
            size="middle"
            rowKey="rule"
            pagination={false}
            scroll={{ x: 'max-content' }}
            dataSource={d.items ?? []}
            locale={{ emptyText: <Nothing title={t('connector.outwardNone')} /> }}
            columns={[
              { title: t('connector.rule'), render: (_, a) => <b className="num">{a.rule}</b> },
              { title: t('connector.reason'), render: (_, a) => (a.fixed ? <span className="faint">{t('connector.byConfig')}</span> : a.reason) },
              { title: t('connector.by'), render: (_, a) => a.by || '–' },
              { title: t('connector.runAt'), render: (_, a) => <TimeText at={a.at} /> },
              {
                title: '',
                render: (_, a) =>
                  mayPut &&
                  !a.fixed && (
                    <Popconfirm title={t('connector.shutAsk')} okText={t('connector.shut')} cancelText={t('kit.cancel')} onConfirm={() => act(() => api.DELETE('/api/settings/outward', { params: { query: { rule: a.rule } } }))}>
                      <Button size="small">{t('connector.shut')}</Button>
                    </Popconfirm>
                  ),
              },
            ]}
          />
        )}
      </Loaded>
    </>
  );
}
