import { useEffect, useState } from 'react';
import { Problem } from '@/api/problem';
import type { SiteHistory } from '@/api/types';
import { useT } from '@/i18n/phone';
import { dueText, shanghai } from '@/kit/time';
import { keep, recall, type Photo } from '../outbox';
import { PhotoButton } from '../photo-button';
import { siteHistory, takeRound } from '../server';
import { useOutbox } from '../store';
import { FindingSheet, sendFinding } from './finding';
import { plateSite } from './plate';
import { Waiting } from './round-page';
import { type Known } from './store';
import type { Where } from '../where';

/** What somebody who goes on rounds needs beside the site. */
interface Worker {
  person: string;
  where: Where | undefined;
  known: Known;
  onRound: (id: string) => void;
}

/** A site behind its door plate: who answers for it, what is open, what was done there; and for whoever goes on rounds, to begin one or report a problem. Without a network, what was seen of it last. */
export function SitePage({ code, worker }: { code: string; worker?: Worker }) {
  const { t, say } = useT();
  const [site, setSite] = useState<SiteHistory | null>();
  const [why, setWhy] = useState('');
  useEffect(() => {
    const id = plateSite(code);
    void (async () => {
      try {
        const s = await siteHistory(code);
        setSite(s);
        await keep(`site:${s.id}`, s);
      } catch (e) {
        const kept = e instanceof Problem ? undefined : await recall<SiteHistory>(`site:${id}`);
        setSite(kept?.value ?? null);
        setWhy(e instanceof Problem ? e.sentence || t('round.gone') : t('round.needsNet'));
      }
    })();
  }, [code, t]);
  if (site === undefined) return <div className="wait" role="status" />;
  if (site === null) {
    return (
      <p className="problem" role="alert">
        {why}
      </p>
    );
  }
  const open = site.findings.filter((f) => !f.closed);
  const settled = site.findings.filter((f) => f.closed);
  return (
    <div className="task" data-site={site.id}>
      <h1>{site.name}</h1>
      <p>
        {say(site.kind_title)} · {site.area_name} {site.address}
      </p>
      <dl>
        <div>
          <dt>{t('round.keepers')}</dt>
          {site.keepers.length === 0 && <dd>{t('round.noKeepers')}</dd>}
          {site.keepers.map((k, i) => (
            <dd key={i}>
              {k.name} · {say(k.role_title)} {k.cell_name}
            </dd>
          ))}
        </div>
      </dl>
      {worker && <SiteWork site={site} worker={worker} />}
      <h2>{t('round.openFindings', { n: open.length })}</h2>
      {open.length === 0 && <p className="stale">{t('round.noOpen')}</p>}
      {open.map((f) => (
        <FindingCard key={f.id} f={f} />
      ))}
      {settled.length > 0 && <h2>{t('round.settled')}</h2>}
      {settled.map((f) => (
        <FindingCard key={f.id} f={f} />
      ))}
      <h2>{t('round.records')}</h2>
      {site.tasks.length === 0 && <p className="stale">{t('round.noRecords')}</p>}
      {site.tasks.map((x) => (
        <div key={x.id} className="card past">
          <b>{x.title}</b>
          <span className="card-foot">
            {x.state === 'done' ? t('round.doneBy', { who: x.done_name, at: shanghai(x.taken_at, 'short') }) : t('round.due', { at: dueText(x.due_at, 'short') })}
            {x.late && <b className="late">{t('round.late')}</b>}
            {x.overdue && <b className="late">{t('round.overdue')}</b>}
          </span>
        </div>
      ))}
    </div>
  );
}

function FindingCard({ f }: { f: SiteHistory['findings'][number] }) {
  const { t, say } = useT();
  return (
    <div className={`card ${f.closed ? 'past' : ''}`} data-finding={f.id}>
      <b>{f.title}</b>
      {f.text && <span className="card-text">{f.text}</span>}
      <span className="card-foot">
        {t(f.kind === 'incident' ? 'round.incident' : 'round.danger')} · {f.person_name} · {shanghai(f.found_at, 'short')}
        {say(f.stage) && <b className="waiting">{say(f.stage)}</b>}
      </span>
    </div>
  );
}

/** The rounds that wait here, and reporting a problem with photographs. */
function SiteWork({ site, worker }: { site: SiteHistory; worker: Worker }) {
  const { t } = useT();
  const [photos, setPhotos] = useState<Photo[]>([]);
  const [asking, setAsking] = useState(false);
  const [note, setNote] = useState('');
  const waiting = useOutbox().filter((o) => (o.request?.json as { site?: string } | undefined)?.site === site.id);
  const mine = new Set(worker.known.rounds?.tasks.filter((r) => r.state === 'open').map((r) => r.id));
  const rounds = site.tasks.filter((x) => x.state === 'open' && (mine.has(x.id) || !x.person));
  const begin = async (id: string) => {
    try {
      if (!mine.has(id)) {
        await takeRound(id);
        await worker.known.refresh();
      }
      worker.onRound(id);
    } catch (e) {
      setNote(e instanceof Problem ? e.sentence : t('round.needsNetToTake'));
    }
  };
  const report = async (form: Record<string, unknown>) => {
    setAsking(false);
    await sendFinding({ person: worker.person, form, photos, known: worker.where, at: { site: site.id, lon: site.lon, lat: site.lat } });
    setPhotos([]);
    setNote(t('round.findingSent'));
  };
  return (
    <>
      {note && (
        <p className="problem" role="status">
          {note}
        </p>
      )}
      <Waiting items={waiting} />
      {photos.length > 0 && <p role="status">{t('round.photos', { n: photos.length })}</p>}
      <div className="acts">
        {rounds.map((x) => (
          <button key={x.id} type="button" className="big" data-do="round" onClick={() => void begin(x.id)}>
            {t('round.begin', { title: x.title })}
          </button>
        ))}
        {rounds.length === 0 && <p className="stale">{t('round.noRoundHere')}</p>}
        <PhotoButton label={t('round.photo')} onPhotos={(taken) => setPhotos([...photos, ...taken])} />
        <button type="button" className="danger" data-do="finding" onClick={() => setAsking(true)}>
          {t('round.finding')}
        </button>
      </div>
      {asking && <FindingSheet onClose={() => setAsking(false)} onDone={(f) => void report(f)} />}
    </>
  );
}
