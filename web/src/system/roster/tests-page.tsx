import './duty.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Checkbox, Form, InputNumber, Modal, Select } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { testingsQuery, testResultQuery, type Call, type Testing, type TestResult } from '@/api/duty';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { useAreaName } from '@/kit/area-name';
import { AreaSelect } from '@/kit/area-select';
import { PageHead, Panel } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { CallTag } from './call-tag';
import { useAct } from './use-act';

/** 通信测试: when the numbers of an area are tested each month, whom the last test reached, and whom not. */
export default function TestsPage() {
  const { t } = useT();
  const go = useNavigate();
  const f: { area?: string } = useSearch({ from: '/duty/tests' });
  const may = useMay('duty.call.start');
  const areaName = useAreaName();
  const all = useQuery(testingsQuery);
  const [editing, setEditing] = useState<Testing | 'new'>();
  const area = f.area ?? all.data?.[0]?.area ?? '';
  const result = useQuery(testResultQuery(area));
  return (
    <>
      <PageHead title={t('duty.tests')} note={t('duty.testsNote')}>
        {may && (
          <Button type="primary" onClick={() => setEditing('new')} data-do="new-test">
            {t('duty.newTest')}
          </Button>
        )}
      </PageHead>
      <Loaded of={all}>
        {(list) =>
          list.length === 0 ? (
            <Nothing title={t('duty.testsNone')} hint={t('duty.testsNoneHint')} />
          ) : (
            <div className="calls-grid">
              <Panel>
                {list.map((x) => (
                  <div key={x.area} className={x.area === area ? 'call-item on' : 'call-item'}>
                    <button type="button" className="linkish" aria-pressed={x.area === area} onClick={() => void go({ to: '/duty/tests', search: { area: x.area }, replace: true })}>
                      <b>{areaName(x.area)}</b>
                    </button>{' '}
                    {!x.running && <span className="tag">{t('duty.paused')}</span>}
                    <div className="faint">
                      {t('duty.monthly', { day: x.day, hour: x.hour })} · {x.last_call ? t('duty.lastTest', { month: x.last_month }) : t('duty.neverTested')}
                    </div>
                    {may && (
                      <Button size="small" onClick={() => setEditing(x)}>
                        {t('duty.change')}
                      </Button>
                    )}
                  </div>
                ))}
              </Panel>
              <Loaded of={result}>{(r) => <Result r={r} />}</Loaded>
            </div>
          )
        }
      </Loaded>
      {editing && <TestDialog of={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />}
    </>
  );
}

/** How many answered and who did not. */
export function tallyOf(c: Call): { answered: number; failed: Call['targets'] } {
  return { answered: c.targets.filter((x) => x.state === 'answered').length, failed: c.targets.filter((x) => x.state !== 'answered') };
}

function Result({ r }: { r: TestResult }) {
  const { t } = useT();
  const may = useMay('duty.call.start');
  const [busy, act] = useAct();
  const [whole, setWhole] = useState(false);
  const last = r.calls[0];
  if (!last) return <Nothing title={t('duty.neverTested')} hint={t('duty.testsNoneHint')} />;
  const { answered, failed } = tallyOf(last);
  return (
    <div className="stack" data-test-result>
      <Panel
        title={`${r.area_name} · ${t('duty.testOf')}`}
        extra={
          <>
            <span className="tag">{t(`duty.${last.state}`)}</span>
            {may && last.state !== 'running' && failed.length > 0 && (
              <Button size="small" type="primary" loading={busy} onClick={() => void act(() => body(api.POST('/api/duty/testings/{area}/repeat', { params: { path: { area: r.area } } })), t('duty.repeated', { n: failed.length }))}>
                {t('duty.repeat', { n: failed.length })}
              </Button>
            )}
          </>
        }
      >
        <p>
          <TimeText at={last.started_at} style="minute" /> · {t('duty.testTally', { answered, total: last.targets.length })} <Link to="/duty/calls" search={{ call: last.id }}>{t('duty.tryLog')}</Link>
        </p>
        {failed.length > 0 && (
          <>
            <b>{t('duty.notReached', { n: failed.length })}</b>
            <ul className="faults">
              {failed.map((x) => (
                <li key={x.n}>
                  <CallTag state={x.state} note={x.note} why /> <b>{x.name}</b> <span className="faint">{x.title}</span>
                </li>
              ))}
            </ul>
          </>
        )}
        <Checkbox checked={whole} onChange={(e) => setWhole(e.target.checked)}>
          {t('duty.showAnswered', { n: answered })}
        </Checkbox>
        {whole && (
          <ul className="faults">
            {last.targets
              .filter((x) => x.state === 'answered')
              .map((x) => (
                <li key={x.n}>
                  <b>{x.name}</b> <span className="faint">{x.title}</span> {x.answered_at && <TimeText at={x.answered_at} style="minute" />} <small className="faint">{x.note}</small>
                </li>
              ))}
          </ul>
        )}
      </Panel>
      {r.calls.length > 1 && (
        <Panel title={t('duty.testsBefore')}>
          <ul className="faults">
            {r.calls.slice(1).map((c) => (
              <li key={c.id}>
                <TimeText at={c.started_at} style="minute" /> {t('duty.testTally', { answered: tallyOf(c).answered, total: c.targets.length })} <Link to="/duty/calls" search={{ call: c.id }}>{t('duty.tryLog')}</Link>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </div>
  );
}

function TestDialog({ of, onClose }: { of?: Testing; onClose: () => void }) {
  const { t } = useT();
  const [form] = Form.useForm<{ area: string; day: number; hour: number; running: boolean }>();
  const [busy, act] = useAct();
  const save = async () => {
    const v = await form.validateFields();
    const area = of?.area ?? v.area;
    const ok = await act(() => body(api.PUT('/api/duty/testings/{area}', { params: { path: { area } }, body: { day: v.day, hour: v.hour, running: v.running, version: of?.version ?? 0 } })));
    if (ok) onClose();
  };
  const needed = [{ required: true, message: t('duty.needed') }];
  return (
    <Modal open title={t('duty.tests')} confirmLoading={busy} onOk={() => void save()} onCancel={onClose}>
      <Form form={form} layout="vertical" initialValues={of ?? { day: 10, hour: 10, running: true }}>
        {!of && (
          <Form.Item name="area" label={t('duty.inArea')} rules={needed}>
            <AreaSelect />
          </Form.Item>
        )}
        <Form.Item name="day" label={t('duty.testDay')} rules={needed}>
          <InputNumber min={1} max={28} precision={0} />
        </Form.Item>
        <Form.Item name="hour" label={t('duty.testHour')} rules={needed}>
          <Select options={Array.from({ length: 24 }, (_, h) => ({ value: h, label: `${String(h).padStart(2, '0')}:00` }))} />
        </Form.Item>
        <Form.Item name="running" valuePropName="checked">
          <Checkbox>{t('duty.testRuns')}</Checkbox>
        </Form.Item>
      </Form>
    </Modal>
  );
}
