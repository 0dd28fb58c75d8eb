import './duty.css';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { answerQuery, type Answer } from '@/api/duty';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { AreaSelect } from '@/kit/area-select';
import { PageHead, Panel } from '@/kit/page';
import { ShanghaiTime } from '@/kit/schema-form';
import { Loaded, Loading, Nothing } from '@/kit/states';
import { AnswerChain } from './answer-chain';
import { CallDialog, type CallFor } from './call-dialog';
import { MatterSelect, OnDutyList } from './who-parts';

const WhoMap = lazy(() => import('./who-map'));

type Search = { area?: string; matter?: string; lon?: string; lat?: string; at?: string };

/** 谁负责: a place, a moment and a matter, and the people who answer. */
export default function WhoPage() {
  const { t } = useT();
  const go = useNavigate();
  const f: Search = useSearch({ from: '/duty/who' });
  const set = (next: Search) => void go({ to: '/duty/who', search: { ...f, ...next }, replace: true });
  const matter = f.matter ?? 'flood';
  const point = f.lon && f.lat ? { lon: Number(f.lon), lat: Number(f.lat) } : undefined;
  const answer = useQuery(answerQuery({ ...point, area: point ? undefined : f.area, matter, at: f.at || undefined }));
  return (
    <>
      <PageHead title={t('duty.who')} note={t('duty.whoHint')} />
      <div className="filters">
        <MatterSelect value={matter} onChange={(v) => set({ matter: v })} />
        <AreaSelect value={point ? undefined : f.area} onChange={(area) => set({ area, lon: undefined, lat: undefined })} />
        <div style={{ width: 200 }}>
          <ShanghaiTime value={f.at} onChange={(at) => set({ at: at || undefined })} />
        </div>
        {f.at && <Button onClick={() => set({ at: undefined })}>{t('duty.now')}</Button>}
      </div>
      <div className="who-grid">
        <Panel className="who-map">
          <Suspense fallback={<Loading />}>
            <WhoMap place={point} onPick={(lon, lat) => set({ lon: lon.toFixed(6), lat: lat.toFixed(6), area: undefined })} />
          </Suspense>
        </Panel>
        <div className="who-answer">
          {!point && !f.area ? <Nothing title={t('duty.whoHint')} /> : <Loaded of={answer}>{(a) => <Answered a={a} place={{ ...point, area: point ? undefined : f.area, matter }} />}</Loaded>}
        </div>
      </div>
    </>
  );
}

function Answered({ a, place }: { a: Answer; place: Omit<CallFor, 'title'> }) {
  const { t } = useT();
  const mayCall = useMay('duty.call.start');
  const [calling, setCalling] = useState<CallFor>();
  return (
    <div className="stack">
      <Panel
        title={a.area_name}
        extra={
          mayCall && (
            <Button type="primary" danger onClick={() => setCalling({ ...place, title: a.area_name })}>
              {t('duty.callChain')}
            </Button>
          )
        }
      >
        <AnswerChain of={a} onCall={(contact, name) => setCalling({ title: name, area: a.area, contacts: [contact] })} />
      </Panel>
      <Panel title={t('duty.onDuty')}>
        <OnDutyList list={a.duty} phones={a.phones} masked={a.masked} />
      </Panel>
      {calling && <CallDialog of={calling} onClose={() => setCalling(undefined)} />}
    </div>
  );
}
