import type { ReactNode } from 'react';
import type { Round } from '@/api/types';
import { useT } from '@/i18n/phone';
import { dueText, shanghai } from '@/kit/time';
import { Frame, pathOfSite, siteOfPath, type Who } from '../frame';
import { useOutbox } from '../store';
import { RoundPage, Waiting } from './round-page';
import { SitePage } from './site-page';
import { reported, useRounds, type Known } from './store';
import { metres, useTrack, useWhere, type Where } from '../where';

/** The phone of a grid member: today's rounds, one round, one site. */
export function RoundsHome({ who, top, path, go }: { who: Who; top: ReactNode; path: string; go: (path: string) => void }) {
  const { t } = useT();
  const known = useRounds();
  const where = useWhere();
  const track = useTrack(who.person);
  const site = siteOfPath(path);
  const round = path.startsWith('round/') ? known.rounds?.tasks.find((r) => r.id === path.slice(6)) : undefined;
  const openRound = (id: string) => go(`round/${id}`);
  return (
    <Frame who={who} title={t('round.title')} stale={!known.fresh && known.rounds !== undefined} onBack={path ? () => go('') : undefined}>
      {site ? (
        <SitePage code={site} worker={{ person: who.person, where, known, onRound: openRound }} />
      ) : round ? (
        <RoundPage key={round.id} round={round} person={who.person} where={where} onSite={(s) => go(pathOfSite(s))} />
      ) : (
        <>
          {top}
          <RoundList known={known} where={where} onOpen={openRound} />
          <button type="button" className="second" onClick={() => (track.walk ? void track.stop() : track.start())} data-do="track">
            {track.walk ? t('round.stopTrack', { n: track.walk.steps.length }) : t('round.startTrack')}
          </button>
        </>
      )}
    </Frame>
  );
}

const far = (r: Round, where: Where | undefined) => (where ? metres(r, where) : 0);

/** The earliest due first; of those due together, the nearest. */
function RoundList({ known, where, onOpen }: { known: Known; where: Where | undefined; onOpen: (id: string) => void }) {
  const { t } = useT();
  const outbox = useOutbox();
  if (!known.rounds) return <div className="wait" role="status" />;
  const all = known.rounds.tasks;
  const open = all.filter((r) => r.state === 'open' && !reported(r, outbox)).sort((a, b) => Date.parse(a.due_at ?? '') - Date.parse(b.due_at ?? '') || far(a, where) - far(b, where));
  const past = all.filter((r) => !open.includes(r)).reverse();
  return (
    <>
      <Waiting items={outbox.filter((o) => o.state === 'refused' && !all.some((r) => r.id === o.task))} />
      <h2>{t('round.today', { n: open.length })}</h2>
      {open.length === 0 && (
        <div className="none">
          <b>{t('round.none')}</b>
          <span>{t('round.noneHint')}</span>
        </div>
      )}
      {open.map((r) => (
        <Card key={r.id} round={r} where={where} refused={outbox.some((o) => o.task === r.id && o.state === 'refused')} onOpen={() => onOpen(r.id)} />
      ))}
      {past.length > 0 && <h2>{t('round.doneToday')}</h2>}
      {past.slice(0, 20).map((r) => (
        <Card key={r.id} round={r} where={undefined} waiting={reported(r, outbox)} onOpen={() => onOpen(r.id)} />
      ))}
      <p className="stale">{t('mobile.stale', { at: shanghai(known.rounds.at, 'short') })}</p>
    </>
  );
}

function Card(props: { round: Round; where: Where | undefined; waiting?: boolean; refused?: boolean; onOpen: () => void }) {
  const { t } = useT();
  const r = props.round;
  const open = r.state === 'open' && !props.waiting;
  const m = far(r, props.where);
  return (
    <button type="button" className={`card ${open ? '' : 'past'}`} onClick={props.onOpen} data-round={r.id} data-state={props.waiting ? 'waiting' : r.state}>
      <span className="card-top">
        <b>{r.title}</b>
        {props.where && open && <span className="stage">{m < 1000 ? t('round.away', { m: Math.round(m / 10) * 10 }) : t('round.awayKm', { km: (m / 1000).toFixed(1) })}</span>}
      </span>
      <span className="card-text">{r.site_name || r.area_name}</span>
      <span className="card-foot">
        {t('round.due', { at: dueText(r.due_at, 'short') })}
        {open && Date.parse(r.due_at ?? '') < Date.now() && <b className="late">{t('round.overdue')}</b>}
        {open && !r.person && <b className="waiting">{t('round.nobody')}</b>}
        {props.waiting && <b className="waiting">{t('mobile.queued')}</b>}
        {props.refused && <b className="late">{t('round.refused', { why: '' })}</b>}
      </span>
    </button>
  );
}
