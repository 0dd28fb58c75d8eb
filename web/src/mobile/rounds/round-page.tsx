import { useEffect, useState } from 'react';
import type { Act, Round } from '@/api/types';
import { useT } from '@/i18n/phone';
import { dueText, shanghai } from '@/kit/time';
import { ActSheet } from '../act-sheet';
import type { Outgoing } from '../outbox';
import { Pending } from '../pending';
import { PhotoButton } from '../photo-button';
import { useOutbox } from '../store';
import { FindingSheet, sendFinding } from './finding';
import { plateSite, readPlate } from './plate';
import { begunOf, keepBegun, reported, send, type Begun } from './store';
import { placeNow, type Where } from '../where';

type Asking = 'done' | 'finding' | 'plate' | undefined;

/** One round: what to see to, and the buttons for the photograph, the plate, a problem and the end. */
export function RoundPage({ round: r, person, where, onSite }: { round: Round; person: string; where: Where | undefined; onSite: (site: string) => void }) {
  const { t } = useT();
  const queue = useOutbox();
  const mine = queue.filter((o) => o.task === r.id || (o.request?.json as { task?: string } | undefined)?.task === r.id);
  const sent = reported(r, queue);
  const [begun, setBegun] = useState<Begun>({ photos: [], plate: '' });
  const [asking, setAsking] = useState<Asking>();
  const [note, setNote] = useState('');
  useEffect(() => void begunOf(r.id).then(setBegun), [r.id]);
  const put = (b: Begun) => {
    setBegun(b);
    void keepBegun(r.id, b);
  };
  const finish = async (answers: Record<string, unknown>) => {
    setAsking(undefined);
    const at = new Date().toISOString();
    const place = await placeNow(where);
    await send({
      person, chain: r.id, label: r.title, path: `/api/patrol/tasks/${r.id}/done`, photos: begun.photos, where: place,
      json: { taken_at: at, answers, ...(place ? { lon: place.lon, lat: place.lat, accuracy: place.accuracy } : {}), ...(begun.plate ? { plate: begun.plate } : {}) },
    });
    put({ photos: [], plate: '' });
  };
  const report = async (form: Record<string, unknown>) => {
    setAsking(undefined);
    await sendFinding({ person, form, photos: begun.photos, known: where, at: { task: r.id, lon: r.lon, lat: r.lat } });
    put({ ...begun, photos: [] });
    setNote(t('round.findingSent'));
  };
  const plate = (text: string) => {
    const site = plateSite(text);
    if (!site) setNote(t('round.plateMisread'));
    else if (site !== r.site) setNote(t('round.plateOther'));
    else {
      put({ ...begun, plate: text.trim() });
      setNote('');
    }
    setAsking(undefined);
  };
  const open = r.state === 'open' && !sent;
  return (
    <div className="task" data-state={sent ? 'waiting' : r.state}>
      <h1>{r.title}</h1>
      <Facts r={r} onSite={onSite} />
      {note && (
        <p className="problem" role="status">
          {note}
        </p>
      )}
      <Waiting items={mine} />
      {r.state === 'cancelled' && <p className="ended">{t('round.cancelled', { why: r.why })}</p>}
      {r.state === 'done' && <p className="ended">{t('round.doneBy', { who: r.done_name, at: shanghai(r.taken_at, 'short') })}</p>}
      {r.photos.length > 0 && (
        <div className="photos">
          {r.photos.map((p) => (
            <img key={p.id} src={`/api/patrol/photos/${p.id}`} alt={p.name} loading="lazy" />
          ))}
        </div>
      )}
      {begun.photos.length > 0 && <p role="status">{t('round.photos', { n: begun.photos.length })}</p>}
      {begun.plate && <p className="good">✓ {t('round.plateRead')}</p>}
      <div className="acts">
        {open && (
          <button type="button" className="big" data-do="finish" onClick={() => setAsking('done')}>
            {t('round.finish')}
          </button>
        )}
        <PhotoButton label={t('round.photo')} onPhotos={(taken) => put({ ...begun, photos: [...begun.photos, ...taken] })} />
        {open && r.site && (
          <button type="button" className="second" data-do="plate" onClick={() => setAsking('plate')}>
            {t('round.plate')}
          </button>
        )}
        <button type="button" className="danger" data-do="finding" onClick={() => setAsking('finding')}>
          {t('round.finding')}
        </button>
      </div>
      {asking === 'done' && <ActSheet act={{ act: 'done', title: r.form_title, form: r.schema } as unknown as Act} onClose={() => setAsking(undefined)} onDone={(f) => void finish(f)} />}
      {asking === 'finding' && <FindingSheet onClose={() => setAsking(undefined)} onDone={(f) => void report(f)} />}
      {asking === 'plate' && <PlateBox onRead={plate} onClose={() => setAsking(undefined)} />}
    </div>
  );
}

function Facts({ r, onSite }: { r: Round; onSite: (site: string) => void }) {
  const { t } = useT();
  const rows: [string, React.ReactNode][] = [
    [t('round.standard'), r.standard],
    [t('round.due', { at: '' }), dueText(r.due_at, 'minute')],
    [t('round.where'), r.area_name],
    [t('round.basis'), `${r.document} ${r.article}`],
  ];
  if (r.site)
    rows.splice(1, 0, [
      t('round.site'),
      <button key="s" type="button" className="plain" onClick={() => onSite(r.site)}>
        {r.site_name} · {t('round.history')}
      </button>,
    ]);
  return (
    <dl>
      {rows.map(([k, v]) => (
        <div key={k}>
          <dt>{k}</dt>
          <dd>{v}</dd>
        </div>
      ))}
      <div>
        <dt />
        <dd>
          <a className="plain" href={`geo:${r.lat},${r.lon}?q=${r.lat},${r.lon}`}>
            {t('round.navigate')}
          </a>
        </dd>
      </div>
    </dl>
  );
}

/** A picture of the plate, or its code typed by hand where the browser cannot read pictures. */
function PlateBox({ onRead, onClose }: { onRead: (text: string) => void; onClose: () => void }) {
  const { t } = useT();
  const [text, setText] = useState('');
  const scan = async (f: File | undefined) => {
    const read = f && (await readPlate(f).catch(() => undefined));
    if (read) onRead(read);
  };
  return (
    <form
      className="plate-box"
      onSubmit={(e) => {
        e.preventDefault();
        if (text.trim()) onRead(text);
      }}
    >
      {'BarcodeDetector' in globalThis && (
        <label className="second">
          {t('round.plate')}
          <input type="file" accept="image/*" capture="environment" onChange={(e) => void scan(e.target.files?.[0])} />
        </label>
      )}
      <label>
        {t('round.plateType')}
        <input value={text} onChange={(e) => setText(e.target.value)} name="plate" autoCapitalize="off" autoComplete="off" />
      </label>
      <button type="submit" className="big">
        {t('round.use')}
      </button>
      <button type="button" className="second" onClick={onClose}>
        {t('mobile.cancel')}
      </button>
    </form>
  );
}

/** What waits here of rounds and findings. */
export function Waiting({ items }: { items: Outgoing[] }) {
  const { t } = useT();
  return <Pending items={items} say={(o) => `${o.request?.label} · ${t(o.state === 'sending' ? 'mobile.sending' : 'round.kept')}`} />;
}
