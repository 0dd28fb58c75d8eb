import { useQuery } from '@tanstack/react-query';
import { Button, Input, Modal, Table } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { callQuery, formsQuery, type Call, type Target } from '@/api/duty';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { Panel } from '@/kit/page';
import { Loaded } from '@/kit/states';
import { shanghai } from '@/kit/time';
import { Countdown, TimeText } from '@/kit/time-text';
import { CallTag } from './call-tag';
import { useAct } from './use-act';

/** One call: its people level by level, and the proof of every try; it moves while one looks on. */
export function CallPanel({ id }: { id: string }) {
  const call = useQuery(callQuery(id));
  return <Loaded of={call}>{(c) => <Shown c={c} />}</Loaded>;
}

function Shown({ c }: { c: Call }) {
  const { t, say } = useT();
  const may = useMay('duty.call.start');
  const forms = useQuery(formsQuery);
  const channel = (name: string) => say(forms.data?.channels.find((x) => x.name === name)?.title) || name;
  const [asking, setAsking] = useState<'stop' | Target>();
  return (
    <div className="stack">
      <Panel
        title={c.why}
        extra={
          <>
            <CallTag state={c.state} note={c.ended_note} why />
            {c.state === 'running' && <Countdown at={c.next_at} />}
            {c.state === 'running' && may && (
              <Button size="small" danger onClick={() => setAsking('stop')}>
                {t('duty.stop')}
              </Button>
            )}
          </>
        }
      >
        <b>{t('duty.people')}</b>
        <ol className="chain">
          {c.targets.map((x) => (
            <li key={x.n}>
              <div className="chain-name">
                <span>
                  <small className="faint">{t('duty.rank', { n: x.rank + 1 })}</small>
                  <b>{x.name}</b> {x.title}
                </span>
                <span>
                  <CallTag state={x.state} note={x.note} why />{' '}
                  {may && c.state !== 'stopped' && x.state !== 'answered' && (
                    <Button size="small" onClick={() => setAsking(x)}>
                      {t('duty.reached')}
                    </Button>
                  )}
                </span>
              </div>
              <small>{x.reason}</small>
              {x.answered_at && (
                <small>
                  {t('duty.answered')} <TimeText at={x.answered_at} /> {x.answered_by && t('duty.answeredBy', { name: x.answered_by })} {x.note}
                </small>
              )}
            </li>
          ))}
        </ol>
      </Panel>
      <Panel title={t('duty.tryLog')}>
        <Table
          size="small"
          rowKey="id"
          pagination={c.log.length > 50 ? { pageSize: 50 } : false}
          dataSource={c.log}
          scroll={{ x: 'max-content' }}
          columns={[
            { title: '#', dataIndex: 'n' },
            { title: t('duty.at'), render: (_, y) => <span className="num">{shanghai(y.planned_at)}</span> },
            { title: t('duty.person'), render: (_, y) => c.targets[y.target - 1]?.name },
            { title: t('duty.ladder', { steps: '' }).split(/[:：]/)[0], render: (_, y) => channel(y.channel) + (y.number > 1 ? ` · ${t('duty.numberN', { n: y.number })}` : '') },
            { title: '', render: (_, y) => <span className={`tag ${y.state === 'failed' ? 'fault-gap' : ''}`}>{t(`duty.${y.state}`)}</span> },
            { title: '', dataIndex: 'detail' },
          ]}
        />
      </Panel>
      {asking && <ReasonDialog call={c} of={asking} onClose={() => setAsking(undefined)} />}
    </div>
  );
}

function ReasonDialog({ call, of, onClose }: { call: Call; of: 'stop' | Target; onClose: () => void }) {
  const { t } = useT();
  const [text, setText] = useState('');
  const [busy, act] = useAct();
  const path = { id: call.id };
  const save = async () => {
    const ok = await act(() =>
      of === 'stop'
        ? body(api.POST('/api/duty/calls/{id}/stop', { params: { path }, body: { why: text } }))
        : body(api.POST('/api/duty/calls/{id}/reached', { params: { path }, body: { target: of.n, note: text } })),
    );
    if (ok) onClose();
  };
  return (
    <Modal open title={of === 'stop' ? t('duty.stop') : `${t('duty.reached')}：${of.name}`} okButtonProps={{ disabled: !text.trim() }} confirmLoading={busy} onOk={() => void save()} onCancel={onClose}>
      <Input value={text} onChange={(e) => setText(e.target.value)} maxLength={200} placeholder={of === 'stop' ? t('duty.reason') : t('duty.reachedHint')} aria-label={t('duty.reason')} />
    </Modal>
  );
}
