import { useState } from 'react';
import type { FieldKind, FieldMine, ParState } from '@/api/field';
import { idempotencyKey } from '@/api/idempotency';
import type { Act, Task } from '@/api/types';
import { useT } from '@/i18n/phone';
import { asksNothing } from '@/kit/schema';
import { shanghai } from '@/kit/time';
import { useNow } from '@/kit/use-now';
import { ActSheet } from '../act-sheet';
import type { Photo } from '../outbox';
import { Pending } from '../pending';
import { PhotoButton } from '../photo-button';
import { outbox, useOutbox, type Tasks } from '../store';
import type { Where } from '../where';
import { MediaButton, mostMB } from './media-button';
import { ParCard } from './par-card';
import { SaidList } from './said-list';
import { SaySheet } from './sheet';
import { nextOf, say, sayingOf, stageTitle, standsAt } from './store';
import { wayTo } from './way-there';

type State = 'accepted' | 'departed' | 'arrived' | 'done' | 'blocked';
const actOf: Record<State, string> = { accepted: 'accept', departed: 'depart', arrived: 'arrive', done: 'done', blocked: 'block' };

interface Props {
  task: Task;
  person: string;
  tasks: Tasks;
  mine: FieldMine;
  pars: ParState[];
  where: Where | undefined;
  ahead: number;
}

/** One task as somebody in gloves uses it: one large button for what comes next, the others below it, and what can be said. */
export function FieldTask({ task: x, person, tasks, mine, pars, where, ahead }: Props) {
  const { t, say: word } = useT();
  const waits = useOutbox().filter((o) => o.task === x.id || (o.request?.path.startsWith('/api/field/') && sayingOf(o).task === x.id && sayingOf(o).form !== 'position'));
  const stage = standsAt(x, waits);
  const [asking, setAsking] = useState<'done' | 'blocked' | 'need' | 'report' | 'par'>();
  const [ending, setEnding] = useState<Act>();
  const [trouble, setTrouble] = useState('');
  const kind = (name: string) => mine.kinds.find((k) => k.name === name);
  const closed = ['done', 'declined', 'cancelled'].includes(stage);
  const par = pars.find((p) => p.task === x.id);
  const messages = mine.messages.filter((m) => m.task === x.id);

  const tell = (form: string, values: Record<string, unknown>, label: string, undo = false) => {
    setAsking(undefined);
    void say(person, { form, task: x.id, values }, { where, label, undo });
  };
  const press = (s: State) => (s === 'done' || s === 'blocked' ? setAsking(s) : tell('status', { state: s }, t(`field.${s}`), true));
  const file = async (photo: Photo) => {
    setTrouble('');
    await outbox.add({ id: idempotencyKey(), person, task: x.id, at: Date.now(), state: 'waiting', photo });
  };
  const next = (stage === 'blocked' ? 'arrived' : nextOf[stage]) as State | undefined;
  const others: State[] = stage === 'accepted' ? ['arrived', 'blocked'] : stage === 'departed' ? ['blocked'] : stage === 'arrived' ? ['blocked'] : stage === 'blocked' ? ['departed', 'done'] : [];
  const ends = waits.length === 0 ? x.acts.filter((a) => a.allowed && a.tone === 'danger') : [];

  return (
    <div className="task" data-stage={stage}>
      <h1>{x.title}</h1>
      <span className={`stage stage-${stage}`}>{word(stageTitle(tasks.procedure, x, stage))}</span>
      {!closed && (
        <div className="acts">
          {next && (
            <button type="button" className="big next-state" data-act={actOf[next]} onClick={() => press(next)}>
              {t(`field.${next}`)}
            </button>
          )}
          <Undo waits={waits} />
          {others.length > 0 && (
            <div className="two">
              {others.map((s) => (
                <button key={s} type="button" className={s === 'blocked' ? 'danger' : 'second'} data-act={actOf[s]} onClick={() => press(s)}>
                  {t(stage === 'blocked' && s === 'departed' ? 'field.resumed' : `field.${s}`)}
                </button>
              ))}
            </div>
          )}
        </div>
      )}
      <WayThere task={x} where={where} />
      {par && kind('par') && <ParCard par={par} kind={kind('par')!} person={person} where={where} ahead={ahead} />}
      {!par && !closed && ['arrived', 'blocked'].includes(stage) && (
        <>
          <button type="button" className="second par-in" data-act="par-in" onClick={() => setAsking('par')}>
            {t('field.parIn')}
          </button>
          <p className="stale">
            {t('field.parHint', { n: mine.terms.every, warn: mine.terms.warn })}
            {!mine.terms.verified && `（${t('field.unverified')}）`}
          </p>
        </>
      )}
      {!closed && (
        <>
          <div className="two">
            <button type="button" className="second" data-act="need" onClick={() => setAsking('need')}>
              {t('field.need')}
            </button>
            <button type="button" className="second" data-act="report" onClick={() => setAsking('report')}>
              {t('field.report')}
            </button>
          </div>
          <div className="three">
            <PhotoButton label={t('field.photo')} onPhotos={(all) => void all.reduce((p, one) => p.then(() => file(one)), Promise.resolve())} />
            <MediaButton what="audio" label={t('field.voice')} onFile={(f) => void file(f)} onTooBig={(mb) => setTrouble(t('field.tooBig', { mb }))} />
            <MediaButton what="video" label={t('field.video')} onFile={(f) => void file(f)} onTooBig={(mb) => setTrouble(t('field.tooBig', { mb }))} />
          </div>
          {trouble && (
            <p className="problem" role="alert" data-most={mostMB}>
              {trouble}
            </p>
          )}
        </>
      )}
      <Pending items={waits} say={(o) => `${o.photo ? t('field.fileQueued', { name: o.photo.name, mb: Math.max(0.1, o.photo.blob.size / 1048576).toFixed(1) }) : (o.request?.label ?? '')} · ${t(o.state === 'sending' ? 'mobile.sending' : 'mobile.queued')}`} />
      <Facts task={x} />
      {x.files.length > 0 && (
        <div className="photos">
          {x.files.map((f) => (
            <a key={f.id} href={`/api/cases/${x.id}/files/${f.id}`} target="_blank" rel="noreferrer">
              {f.type.startsWith('image/') ? <img src={`/api/cases/${x.id}/files/${f.id}`} alt={f.name} loading="lazy" /> : f.name}
            </a>
          ))}
        </div>
      )}
      <h2>{t('field.said')}</h2>
      <SaidList messages={messages} kinds={mine.kinds} />
      {closed && <p className="ended">{t('mobile.sentTo')}</p>}
      {!closed && ends.length > 0 && (
        <div className="acts">
          {ends.map((a) => (
            <button key={a.act} type="button" className="danger" data-act={a.act} onClick={() => (asksNothing(a.form) ? void putAct(a, {}) : setEnding(a))}>
              {word(a.title)}
            </button>
          ))}
        </div>
      )}
      {asking && <Asked asking={asking} kinds={mine.kinds} onClose={() => setAsking(undefined)} onSay={tell} />}
      {ending && (
        <ActSheet
          act={ending}
          onClose={() => setEnding(undefined)}
          onDone={(form) => {
            void putAct(ending, form);
            setEnding(undefined);
          }}
        />
      )}
    </div>
  );

  async function putAct(a: Act, form: Record<string, unknown>) {
    await outbox.add({ id: idempotencyKey(), person, task: x.id, at: Date.now(), state: 'waiting', act: a.act, to: a.to, form });
  }
}

/** The sheet for what is being said. */
function Asked({ asking, kinds, onClose, onSay }: { asking: 'done' | 'blocked' | 'need' | 'report' | 'par'; kinds: FieldKind[]; onClose: () => void; onSay: (form: string, values: Record<string, unknown>, label: string, undo?: boolean) => void }) {
  const { t, say: word } = useT();
  const name = asking === 'done' || asking === 'blocked' ? 'status' : asking;
  const kind = kinds.find((k) => k.name === name);
  if (!kind) return null;
  const titled = (key: 'field.blockedWhy' | 'field.doneWhat' | 'field.parIn') => ({ zh: t(key), en: t(key) });
  if (name === 'status')
    return <SaySheet kind={kind} only={['text']} title={titled(asking === 'done' ? 'field.doneWhat' : 'field.blockedWhy')} onClose={onClose} onDone={(v) => onSay('status', { state: asking, ...v }, t(asking === 'done' ? 'field.done' : 'field.blocked'), true)} />;
  if (name === 'par') return <SaySheet kind={kind} only={['persons']} title={titled('field.parIn')} onClose={onClose} onDone={(v) => onSay('par', { say: 'in', ...v }, t('field.parIn'))} />;
  return <SaySheet kind={kind} onClose={onClose} onDone={(v) => onSay(name, v, word(kind.title))} />;
}

/** The last press, as long as it can be taken back. */
function Undo({ waits }: { waits: ReturnType<typeof useOutbox> }) {
  const { t } = useT();
  const now = useNow();
  const last = waits.findLast((o) => o.state === 'waiting' && o.notBefore !== undefined && o.notBefore > Math.min(now, Date.now()));
  if (!last) return null;
  return (
    <div className="undo" role="status">
      <span>{t('field.kept', { what: last.request?.label ?? '' })}</span>
      <button type="button" className="plain" data-do="undo" onClick={() => void outbox.takeBack(last.id)}>
        {t('field.undo')}
      </button>
    </div>
  );
}

/** How far the task is, in which direction, and the way into the phone's own navigation. */
function WayThere({ task: x, where }: { task: Task; where: Where | undefined }) {
  const { t } = useT();
  if (x.task.lon === 0 && x.task.lat === 0) return null;
  const way = where && wayTo(where, x.task);
  const far = way && (way.metres < 1000 ? t('field.near', { m: Math.round(way.metres / 10) * 10 }) : t('field.far', { km: (way.metres / 1000).toFixed(1) }));
  return (
    <div className="way-there">
      {way ? (
        <span data-way={way.bearing}>
          <i className="needle" style={{ transform: `rotate(${way.bearing}deg)` }} aria-hidden="true">
            ↑
          </i>
          {t('field.wayThere', { side: t(`field.${way.side}`), bearing: way.bearing, far: far! })}
        </span>
      ) : (
        <span>{t('field.noPlace')}</span>
      )}
      <a className="second" href={`geo:${x.task.lat},${x.task.lon}?q=${x.task.lat},${x.task.lon}`} data-do="navigate">
        {t('field.navigate')}
      </a>
    </div>
  );
}

function Facts({ task: x }: { task: Task }) {
  const { t } = useT();
  const rows = [
    [t('mobile.detail'), x.task.detail],
    [t('mobile.team'), x.task.team_name],
    [t('mobile.due', { at: '' }), x.due_at && shanghai(x.due_at, 'minute')],
  ].filter((r) => r[1]);
  if (rows.length === 0) return null;
  return (
    <dl>
      {rows.map(([name, v]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{v}</dd>
        </div>
      ))}
    </dl>
  );
}
