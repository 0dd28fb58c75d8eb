import './checks.css';
import type { Assignment, Assignments } from '@/api/fourparty';
import { useT } from '@/i18n/phone';
import { shanghai } from '@/kit/time';
import { Frame, type Who } from '../frame';
import type { KnownOf } from '../known';
import { useOutbox } from '../store';
import { CheckPage } from './check-page';
import { chainOf, waits } from './store';

/** The phone of whoever scores: what they are appointed to, and one sheet. */
export function ChecksHome({ known, who, path, go, onBack }: { known: KnownOf<Assignments>; who: Who; path: string; go: (path: string) => void; onBack?: () => void }) {
  const { t } = useT();
  const one = known.value?.tasks.find((a) => path === pathOf(a));
  const items = one && known.value?.items[one.programme];
  return (
    <Frame who={who} title={t('scoring.title')} stale={!known.fresh && known.value !== undefined} onBack={one ? () => go('checks') : onBack}>
      {one && items ? <CheckPage key={chainOf(one)} a={one} items={items} person={who.person} /> : <List known={known} onOpen={(a) => go(pathOf(a))} />}
    </Frame>
  );
}

const pathOf = (a: Assignment) => `checks/${a.unit}/${a.party}`;

function List({ known, onOpen }: { known: KnownOf<Assignments>; onOpen: (a: Assignment) => void }) {
  const { t } = useT();
  const queue = useOutbox();
  if (!known.value) return <div className="wait" role="status" />;
  const open = known.value.tasks.filter((a) => a.state === 'open' && !waits(a, queue));
  const past = known.value.tasks.filter((a) => !open.includes(a));
  return (
    <>
      <h2>{t('scoring.todo', { n: open.length })}</h2>
      {open.length === 0 && (
        <div className="none">
          <b>{t('scoring.none')}</b>
          <span>{t('scoring.noneHint')}</span>
        </div>
      )}
      {open.map((a) => (
        <Card key={chainOf(a)} a={a} onOpen={() => onOpen(a)} />
      ))}
      {past.length > 0 && <h2>{t('scoring.handed')}</h2>}
      {past.map((a) => (
        <Card key={chainOf(a)} a={a} past waiting={a.state === 'open'} onOpen={() => onOpen(a)} />
      ))}
      <p className="stale">{t('mobile.stale', { at: shanghai(known.value.at, 'short') })}</p>
    </>
  );
}

function Card({ a, past, waiting, onOpen }: { a: Assignment; past?: boolean; waiting?: boolean; onOpen: () => void }) {
  const { t } = useT();
  const today = shanghai(Date.now(), 'full').slice(0, 10);
  return (
    <button type="button" className={`card ${past ? 'past' : ''}`} onClick={onOpen} data-check={a.unit} data-state={waiting ? 'waiting' : a.state}>
      <span className="card-top">
        <b>{a.name}</b>
        <span className="stage">{t(`scoring.party_${a.party}`)}</span>
      </span>
      <span className="card-text">
        {a.title} · {a.area_name}
      </span>
      <span className="card-foot">
        {a.state === 'handed-in' ? t('scoring.handedAt', { at: shanghai(a.handed_in, 'short') }) : today < a.from ? t('scoring.notYet', { from: a.from }) : t('scoring.until', { to: a.to })}
        {!past && today > a.to && <b className="late">{t('scoring.late')}</b>}
        {waiting && <b className="waiting">{t('mobile.queued')}</b>}
      </span>
    </button>
  );
}
