import './duty.css';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { callsQuery, ringingQuery, type Call } from '@/api/duty';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { useAreaName } from '@/kit/area-name';
import { PageHead, Panel } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { CallPanel } from './call-panel';
import { CallTag } from './call-tag';
import { RingList } from './ringing';

/** 叫应: what rings me, the calls of my areas, and the live progress of one. */
export default function CallsPage() {
  const { t } = useT();
  const go = useNavigate();
  const f: { call?: string } = useSearch({ from: '/duty/calls' });
  const mayRead = useMay('duty.call.read');
  const calls = useQuery({ ...callsQuery, enabled: mayRead });
  const ringing = useQuery(ringingQuery);
  return (
    <>
      <PageHead title={t('duty.calls')} />
      <div className="stack">
        {(ringing.data?.length ?? 0) > 0 && (
          <Panel title={t('duty.ringingMe')}>
            <RingList list={ringing.data ?? []} />
          </Panel>
        )}
        {!mayRead && ringing.data?.length === 0 && <Nothing title={t('duty.callsNone')} />}
        {mayRead && (
          <div className="calls-grid">
            <Panel>
              <Loaded of={calls}>
                {(all) =>
                  all.length === 0 ? (
                    <Nothing title={t('duty.callsNone')} hint={t('duty.callsNoneHint')} />
                  ) : (
                    all.map((c) => <CallItem key={c.id} c={c} on={c.id === f.call} onOpen={() => void go({ to: '/duty/calls', search: { call: c.id }, replace: true })} />)
                  )
                }
              </Loaded>
            </Panel>
            {f.call ? <CallPanel id={f.call} /> : <Nothing title={t('duty.chooseCall')} />}
          </div>
        )}
      </div>
    </>
  );
}

function CallItem({ c, on, onOpen }: { c: Call; on: boolean; onOpen: () => void }) {
  const { t } = useT();
  const areaName = useAreaName();
  return (
    <button type="button" className={on ? 'call-item on' : 'call-item'} aria-pressed={on} onClick={onOpen}>
      <CallTag state={c.state} note={c.ended_note} /> <b>{c.why}</b>
      <div className="faint">
        {areaName(c.area)} · {c.started_name} <TimeText at={c.started_at} style="short" /> · {t('duty.tries', { n: c.tries })}
        {c.ended_name && ` · ${c.ended_name}`}
      </div>
    </button>
  );
}
