import './duty.css';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { mineQuery, ringingQuery, type Mine } from '@/api/duty';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { Facts, PageHead, Panel } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { shanghai } from '@/kit/time';
import { TimeText } from '@/kit/time-text';
import { CallTag } from './call-tag';
import { MyShifts, MySwaps } from './mine-shifts';
import { RingList } from './ringing';
import { useAct } from './use-act';

/** 我的值班与责任: what rings me, what I hold and by which document, when I am on duty, and the numbers by which I am reached. */
export default function MinePage() {
  const { t } = useT();
  const mine = useQuery(mineQuery);
  const ringing = useQuery(ringingQuery);
  return (
    <>
      <PageHead title={t('duty.mine')} note={mine.data?.contact.title} />
      <div className="stack">
        {(ringing.data?.length ?? 0) > 0 && (
          <Panel title={t('duty.ringingMe')}>
            <RingList list={ringing.data ?? []} />
          </Panel>
        )}
        <Loaded of={mine}>{(m) => <Shown m={m} />}</Loaded>
      </div>
    </>
  );
}

function Shown({ m }: { m: Mine }) {
  const { t } = useT();
  if (!m.contact.id) return <Nothing title={t('duty.noContact')} hint={t('duty.noContactHint')} />;
  return (
    <div className="posts-grid">
      <div className="stack">
        <Panel title={t('duty.myShifts')}>
          <MyShifts m={m} />
        </Panel>
        {m.swaps.length > 0 && (
          <Panel title={t('duty.swaps')}>
            <MySwaps m={m} />
          </Panel>
        )}
        <Panel title={t('duty.myPosts')} extra={<b className="num">{m.posts.length}</b>}>
          <MyPosts m={m} />
        </Panel>
      </div>
      <div className="stack">
        {m.notes.length > 0 && (
          <Panel title={t('duty.toTake')}>
            <ToTake m={m} />
          </Panel>
        )}
        <Panel title={t('duty.myNumbers')}>
          <MyNumbers key={m.numbers?.version} m={m} />
        </Panel>
        <Panel title={t('duty.myCalls')}>
          <MyCalls m={m} />
        </Panel>
        {m.away.length > 0 && (
          <Panel title={t('duty.absences')}>
            <ul className="faults">
              {m.away.map((a) => (
                <li key={a.id}>
                  {a.who.name} {shanghai(a.from_at, 'short')} – {shanghai(a.to_at, 'short')} · {t('duty.substitute')} {a.substitute_who.name}
                </li>
              ))}
            </ul>
          </Panel>
        )}
      </div>
    </div>
  );
}

function MyPosts({ m }: { m: Mine }) {
  const { t } = useT();
  if (m.posts.length === 0) return <Nothing title={t('duty.myPostsNone')} />;
  return (
    <ul className="faults">
      {m.posts.map((p) => (
        <li key={p.id}>
          <b>{p.title}</b> <span className="faint">{p.area_name}</span>
          <div>
            {t('duty.document')}：{p.doc_organ} {p.doc_number}（{p.doc_date}）
          </div>
          <small className="faint num">
            {p.from} – {p.to || t('duty.open')}
          </small>
        </li>
      ))}
    </ul>
  );
}

function ToTake({ m }: { m: Mine }) {
  const { t } = useT();
  const serves = useMay('duty.shift.serve');
  const [busy, act] = useAct();
  return (
    <ul className="faults">
      {m.notes.map((n) => (
        <li key={n.id}>
          <div>{n.note}</div>
          <small className="faint">
            {n.title} · {n.given_name} <TimeText at={n.given_at} style="short" />
          </small>{' '}
          {serves && (
            <Button size="small" type="primary" loading={busy} onClick={() => void act(() => body(api.POST('/api/duty/notes/{id}/take', { params: { path: { id: n.id } }, body: { note: '' } })))}>
              {t('duty.take')}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

/** The numbers by which the person is reached; saving them confirms them. */
function MyNumbers({ m }: { m: Mine }) {
  const { t } = useT();
  const n = m.numbers;
  const [v, setV] = useState({ phone: n?.phone ?? '', second: n?.second ?? '', third: n?.third ?? '' });
  const [busy, act] = useAct();
  if (!n) return <Nothing />;
  return (
    <Form layout="vertical" onFinish={() => void act(() => body(api.PUT('/api/duty/mine/numbers', { body: { ...v, version: n.version } })), t('duty.numbersSaved'))}>
      {(['phone', 'second', 'third'] as const).map((k) => (
        <Form.Item key={k} label={t(`duty.${k}`)} htmlFor={`my-${k}`}>
          <Input id={`my-${k}`} inputMode="tel" value={v[k]} onChange={(e) => setV({ ...v, [k]: e.target.value.trim() })} maxLength={20} />
        </Form.Item>
      ))}
      <Facts items={[[t('duty.confirmed'), n.confirmed_at ? <span key="c">{`${shanghai(n.confirmed_at, 'day')} ${n.confirmed_how}`}</span> : t('duty.never')]]} />
      <Button htmlType="submit" type="primary" loading={busy}>
        {t('duty.numbersConfirm')}
      </Button>
    </Form>
  );
}

/** The calls of the last week: who answered, and when. */
function MyCalls({ m }: { m: Mine }) {
  const { t } = useT();
  const mayRead = useMay('duty.call.read');
  if (m.calls.length === 0) return <Nothing title={t('duty.callsNone')} />;
  return (
    <ul className="faults">
      {m.calls.map((c) => (
        <li key={c.id}>
          <CallTag state={c.state} note={c.ended_note} /> {mayRead ? <Link to="/duty/calls" search={{ call: c.id }}>{c.why}</Link> : c.why}
          <small className="faint">
            {' '}
            <TimeText at={c.started_at} style="short" />
            {c.ended_name && ` · ${c.ended_name}`} {c.ended_at && <TimeText at={c.ended_at} style="short" />}
          </small>
        </li>
      ))}
    </ul>
  );
}
