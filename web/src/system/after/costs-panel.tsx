import { DownloadOutlined } from '@ant-design/icons';
import { Button, Table, Tooltip } from 'antd';
import { useState } from 'react';
import type { AfterView, CostLine, CostSum } from '@/api/after';
import { useT } from '@/i18n/desk';
import { perform } from '@/kit/act-panel';
import { Panel } from '@/kit/page';
import { Nothing } from '@/kit/states';
import { useActing } from '@/kit/use-act';
import { ActDialog, actOf } from './act-dialog';

/** What it cost: the sums, then every line; a corrected one stays and is struck out. */
export function CostsPanel({ v }: { v: AfterView }) {
  const { t, say } = useT();
  const [adding, setAdding] = useState(false);
  const [correcting, setCorrecting] = useState<CostLine>();
  const [busy, act] = useActing('cases');
  const add = actOf(v.acts, 'cost');
  const correct = actOf(v.acts, 'correct-cost');
  const reckon = actOf(v.acts, 'reckon');
  const c = v.costs;
  const title = (sums: CostSum[], key: string) => say(sums.find((s) => s.key === key)?.title) || key;
  return (
    <div className="stack">
      <Panel
        title={`${t('after.total')} ${money(c.total)} ${t('after.yuan')}`}
        extra={
          <span className="row">
            {reckon && (
              <Tooltip title={t('after.reckonHint')}>
                <Button size="small" loading={busy} data-do="reckon" onClick={() => void act(() => perform(v.id, 'reckon', {}))}>
                  {t('after.reckon')}
                </Button>
              </Tooltip>
            )}
            {add && (
              <Button size="small" type="primary" data-do="cost" onClick={() => setAdding(true)}>
                {t('after.cost')}
              </Button>
            )}
            <a href={`/api/after/reviews/${v.id}/costs.xlsx`} download data-do="export">
              <DownloadOutlined aria-hidden /> {t('after.export')}
            </a>
          </span>
        }
      >
        {c.unpriced > 0 && <p className="overdue">{t('after.unpriced', { n: c.unpriced })}</p>}
        {c.lines.length === 0 ? (
          <Nothing title={t('after.noCosts')} />
        ) : (
          <div className="after-sums">
            <Sums title={t('after.byKind')} list={c.kinds} total={c.total} />
            <Sums title={t('after.byPayer')} list={c.payers} total={c.total} />
          </div>
        )}
      </Panel>
      {c.lines.length > 0 && (
        <Panel>
          <Table<CostLine>
            size="small"
            rowKey="n"
            pagination={c.lines.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
            scroll={{ x: 'max-content' }}
            dataSource={c.lines}
            rowClassName={(l) => (l.corrected ? 'after-was' : '')}
            columns={[
              { title: t('after.line'), dataIndex: 'n' },
              { title: t('after.kind'), render: (_, l) => title(c.kinds, l.kind) },
              { title: t('after.payer'), render: (_, l) => title(c.payers, l.payer) },
              { title: t('after.about'), dataIndex: 'about' },
              { title: t('after.quantity'), align: 'right', render: (_, l) => <span className="num">{`${l.quantity} ${l.unit}`}</span> },
              { title: t('after.price'), align: 'right', render: (_, l) => (l.priced ? <span className="num">{money(l.price)}</span> : <b className="overdue">{t('after.noPrice')}</b>) },
              { title: t('after.amount'), align: 'right', render: (_, l) => (l.priced ? <b className="num">{money(l.amount)}</b> : '–') },
              { title: t('after.basis'), dataIndex: 'basis' },
              { title: t('after.voucher'), render: (_, l) => l.voucher || '–' },
              {
                title: '',
                render: (_, l) => (
                  <span className="row">
                    {l.corrects > 0 && <span className="faint">{t('after.corrects', { n: l.corrects })}</span>}
                    {l.corrected > 0 ? (
                      <span className="faint">{t('after.corrected', { n: l.corrected })}</span>
                    ) : (
                      correct && (
                        <Button size="small" type="link" data-do="correct-cost" onClick={() => setCorrecting(l)}>
                          {t('after.correct')}
                        </Button>
                      )
                    )}
                  </span>
                ),
              },
            ]}
          />
        </Panel>
      )}
      {adding && add && <ActDialog caseId={v.id} act={add} initial={{ spent: v.now.slice(0, 10) }} onClose={() => setAdding(false)} />}
      {correcting && correct && (
        <ActDialog caseId={v.id} act={correct} fixed={{ line: correcting.n }} initial={{ payer: correcting.payer, quantity: correcting.quantity, price: correcting.price, voucher: correcting.voucher }} about={<p>{correcting.about}</p>} onClose={() => setCorrecting(undefined)} />
      )}
    </div>
  );
}

const money = (n: number) => n.toLocaleString('zh-CN', { minimumFractionDigits: 2, maximumFractionDigits: 3 });

function Sums({ title, list, total }: { title: string; list: CostSum[]; total: number }) {
  const { say } = useT();
  return (
    <section>
      <h3>{title}</h3>
      <ul className="after-plain">
        {list.map((s) => (
          <li key={s.key} className="after-sum">
            <span>{say(s.title)}</span>
            <span className="after-share" aria-hidden>
              <span style={{ width: `${total > 0 ? (s.amount / total) * 100 : 0}%` }} />
            </span>
            <b className="num">{money(s.amount)}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}
