import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { api, body } from '@/api/client';
import { forceQuery, type Booking, type ForceView } from '@/api/force';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { Facts } from '@/kit/page';
import { ReasonDialog } from '@/kit/reason-dialog';
import { SidePanel } from '@/kit/side-panel';
import { Loaded, Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { useActing } from '@/kit/use-act';
import { ForceStateTag, howWord, zoneWord } from './force-state';
import { SayDialog } from './say-dialog';

/** One force: how it stands and why, its certificates, and for whom it was kept. */
export function ForcePanel({ id, onClose }: { id?: string; onClose: () => void }) {
  return (
    <SidePanel open={id !== undefined} width={560} title={id && <Title id={id} />} onClose={onClose}>
      {id && <Body id={id} />}
    </SidePanel>
  );
}

function Title({ id }: { id: string }) {
  const force = useQuery(forceQuery(id));
  return <>{force.data?.force.name ?? '…'}</>;
}

function Body({ id }: { id: string }) {
  const force = useQuery(forceQuery(id));
  return <Loaded of={force}>{(v) => <One v={v} />}</Loaded>;
}

function One({ v }: { v: ForceView }) {
  const { t, say } = useT();
  const f = v.force;
  const mayKeep = useMay('resource.force.keep');
  const [saying, setSaying] = useState(false);
  return (
    <div className="force-one">
      <div className="row">
        <ForceStateTag state={f.state} />
        <span className="grow">{say(f.reason)}</span>
        {mayKeep && (
          <Button size="small" type="primary" onClick={() => setSaying(true)}>
            {t('force.say')}
          </Button>
        )}
      </div>
      <Facts
        items={[
          [t(f.kind === 'expert' ? 'force.fields' : 'force.sort'), f.kind === 'expert' ? f.fields.join('、') : say(f.sort_title)],
          [t('force.employer'), f.employer],
          [t('force.zone'), zoneWord[f.zone] && t(zoneWord[f.zone]!)],
          [t('force.people'), f.kind === 'expert' ? undefined : `${f.present} / ${f.people}`],
          [t('force.equipment'), f.equipment && t(`force.${f.equipment as 'whole'}`)],
          [t('force.lead'), [f.lead, f.phone && <a key="tel" href={`tel:${f.phone}`}>{f.phone}</a>].filter(Boolean).map((x, n) => <span key={n}>{x} </span>)],
          [t('force.said'), f.said ? <><TimeText at={f.said.at} style="short" />{' '}<span className="faint">{t('force.saidBy', { who: f.said.told_by, how: howWord[f.said.how] ? t(howWord[f.said.how]!) : '–', by: f.said.by })}</span></> : t('force.never')],
        ]}
      />
      <p>
        <Link to="/grid/elements/$id" params={{ id: f.id }}>{f.area_name}</Link>
        {' · '}
        <Link to="/" search={{ view: `${f.lon.toFixed(5)},${f.lat.toFixed(5)},14`, layers: f.kind }}>{t('force.onMap')}</Link>
      </p>
      {f.certificates.length > 0 && (
        <>
          <h3>{t('force.certificates')}</h3>
          <ul className="force-papers">
            {f.certificates.map((c) => (
              <li key={c.name + (c.number ?? '')}>
                {c.name} <span className="faint num">{c.number}</span> <span className="num">{c.expires && t('force.until', { day: c.expires })}</span>{' '}
                {c.expired && <span className="tag tag-red">{t('force.expired')}</span>}
                {c.soon && <span className="tag tag-yellow">{t('force.soon')}</span>}
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>{t('force.bookings')}</h3>
      {v.bookings.length === 0 ? <Nothing title={t('force.noBookings')} /> : <ul className="cards">{v.bookings.map((b) => <BookingCard key={b.id} b={b} />)}</ul>}
      {saying && <SayDialog force={f} onClose={() => setSaying(false)} />}
    </div>
  );
}

function BookingCard({ b }: { b: Booking }) {
  const { t } = useT();
  const [, act] = useActing('force', 'incident');
  const [asking, setAsking] = useState(false);
  const mayBook = useMay('resource.force.book');
  return (
    <li className={b.how === '' ? 'card card-orange' : 'card'}>
      <div className="row">
        {b.incident ? <Link to="/command/incidents/$id" params={{ id: b.incident }} className="grow clip"><b>{b.incident_title}</b></Link> : <span className="grow">{t('force.hiddenIncident')}</span>}
        <span className="faint">{t(b.how === '' ? 'force.holding' : b.how === 'expired' ? 'force.lapsed' : 'force.released')}</span>
        {b.how === '' && mayBook && <Button size="small" onClick={() => setAsking(true)}>{t('force.release')}</Button>}
      </div>
      <div className="faint">
        <TimeText at={b.since} style="short" /> → <TimeText at={b.ended_at || b.until} style="short" /> · {t('force.bookedBy', { by: b.by })} {b.note} {b.reason}
      </div>
      {asking && (
        <ReasonDialog
          title={t('force.releaseTitle', { name: b.name })}
          onClose={() => setAsking(false)}
          onDone={(reason) => act(() => body(api.POST('/api/resource/bookings/{id}/release', { params: { path: { id: b.id } }, body: { reason } })), t('force.releasedOk'))}
        />
      )}
    </li>
  );
}
