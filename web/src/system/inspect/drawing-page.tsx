import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { drawingQuery, type DrawAct, type DrawingView } from '@/api/inspect';
import { useT } from '@/i18n/desk';
import { Facts, PageHead, Panel } from '@/kit/page';
import { ReasonDialog } from '@/kit/reason-dialog';
import { Loaded } from '@/kit/states';
import { shanghai } from '@/kit/time';
import { TimeText } from '@/kit/time-text';
import { useActing } from '@/kit/use-act';
import { DrawingDialog } from './drawing-dialog';
import { Digest, DrawingTag } from './parts';
import { PoolPanel } from './pool';
import { ResultPanel } from './result';
import { SeedDialog } from './seed-dialog';
import { UnitsPanel } from './units';

/** One drawing: what is next, its notice, its list, and once drawn the result. */
export default function DrawingPage() {
  const { id } = useParams({ from: '/inspect/drawings/$id' });
  const d = useQuery(drawingQuery(id));
  return <Loaded of={d}>{(v) => <One d={v} />}</Loaded>;
}

type Asking = 'edit' | 'seed' | 'void' | undefined;

function One({ d }: { d: DrawingView }) {
  const { t, say } = useT();
  const { modal } = App.useApp();
  const [asking, setAsking] = useState<Asking>();
  const [busy, act] = useActing('inspect');
  const params = { path: { id: d.id } };
  const notice = () =>
    modal.confirm({ title: t('inspect.notice'), content: t('inspect.noticeAsk'), okText: t('inspect.notice'), onOk: () => act(() => body(api.POST('/api/inspect/drawings/{id}/notice', { params, body: { revision: d.revision } })), t('inspect.noticed')) });
  const publish = () =>
    modal.confirm({
      title: t('inspect.publish'),
      content: t('inspect.publishAsk', { place: d.source.place, seed: d.seed }),
      okText: t('inspect.publish'),
      onOk: () => act(() => body(api.POST('/api/inspect/drawings/{id}/publish', { params, body: { revision: d.revision } })), t('inspect.published')),
    });
  const steps: [key: 'notice' | 'enter' | 'publish', a: DrawAct, go: () => void][] = [
    ['notice', d.notice, notice],
    ['enter', d.enter, () => setAsking('seed')],
    ['publish', d.publish, publish],
  ];
  const next = { draft: 'notice', noticed: 'enter', drawn: 'publish', published: undefined, void: undefined }[d.state];
  return (
    <>
      <PageHead
        title={d.title}
        note={
          <>
            <DrawingTag state={d.state} /> {d.number}
          </>
        }
      >
        {d.change.ok && <Button onClick={() => setAsking('edit')}>{t('inspect.edit')}</Button>}
        {d.void.ok && (
          <Button danger onClick={() => setAsking('void')} data-do="void">
            {t('inspect.void')}
          </Button>
        )}
        {d.result && <Button href={`/api/inspect/drawings/${d.id}/file`}>{t('inspect.file')}</Button>}
        {steps.map(
          ([key, a, go]) =>
            a.ok && (
              <Button key={key} type={key === next ? 'primary' : 'default'} loading={busy} onClick={go} data-do={key}>
                {t(key === 'enter' && d.state === 'drawn' ? 'inspect.mend' : `inspect.${key}`)}
              </Button>
            ),
        )}
      </PageHead>
      {steps.map(([key, a]) => key === next && !a.ok && <p key={key} className="in-warn" role="status" data-why={key}>{t('inspect.why', { act: t(`inspect.${key}`), why: say(a.why) })}</p>)}
      {d.state === 'void' && (
        <p className="in-warn">
          {t('inspect.voided')}（{d.voided_name}，{shanghai(d.voided_at, 'minute')}）：{d.void_reason}
        </p>
      )}
      <Panel className="in-panel">
        <Terms d={d} />
      </Panel>
      {d.result && <ResultPanel d={d} r={d.result} />}
      <PoolPanel d={d} />
      <UnitsPanel d={d} />
      {asking === 'edit' && <DrawingDialog of={d} onClose={() => setAsking(undefined)} />}
      {asking === 'seed' && <SeedDialog d={d} onClose={() => setAsking(undefined)} />}
      {asking === 'void' && <ReasonDialog title={t('inspect.void')} onClose={() => setAsking(undefined)} onDone={(reason) => act(() => body(api.POST('/api/inspect/drawings/{id}/void', { params, body: { reason } })), t('inspect.voided'))} />}
    </>
  );
}

function Terms({ d }: { d: DrawingView }) {
  const { t } = useT();
  const byAt = (who: string, at?: string | null) => (at ? t('inspect.byAt', { who, at: shanghai(at, 'minute') }) : '–');
  const rules = [d.rules.total > 0 ? String(d.rules.total) : t('inspect.byShare'), t('inspect.teamN', { n: d.rules.team }), ...(d.rules.key_covered ? [t('inspect.keyShort')] : [])].join(' · ');
  return (
    <Facts
      items={[
        [t('inspect.organ'), d.organ],
        [t('inspect.area'), d.area_name],
        [t('inspect.total'), rules],
        [t('inspect.day'), d.rules.day],
        [t('inspect.source'), d.source.title],
        [t('inspect.place'), d.source.place],
        [t('inspect.form'), d.source.form],
        [t('inspect.due'), <TimeText key="due" at={d.source.due} style="minute" />],
        [t('inspect.made'), byAt(d.made_name, d.made_at)],
        ...(d.number
          ? ([
              [t('inspect.fixed'), byAt(d.fixed_name, d.fixed_at)],
              [t('inspect.digest'), <Digest key="digest" value={d.digest} />],
              [t('inspect.listDigest'), <Digest key="list" value={d.list_digest} />],
            ] as [string, React.ReactNode][])
          : []),
        ...(d.seed
          ? ([
              [t('inspect.seed'), d.seed],
              [t('inspect.drawn'), byAt(d.drawn_name, d.drawn_at)],
            ] as [string, React.ReactNode][])
          : []),
        ...(d.state === 'published'
          ? ([
              [t('inspect.state_published'), byAt(d.published_name, d.published_at)],
              [
                t('inspect.visits'),
                <Link key="visits" to="/inspect/visits" search={{ drawing: d.id }}>
                  {t('inspect.toVisits')}
                </Link>,
              ],
            ] as [string, React.ReactNode][])
          : []),
      ]}
    />
  );
}
