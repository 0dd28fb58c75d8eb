import { useState } from 'react';
import { idempotencyKey } from '@/api/idempotency';
import type { Act, Task } from '@/api/types';
import { useT } from '@/i18n/phone';
import { asksNothing } from '@/kit/schema';
import { shanghai } from '@/kit/time';
import { ActSheet } from './act-sheet';
import { expected } from './expect';
import type { Outgoing, Photo } from './outbox';
import { Pending } from './pending';
import { PhotoButton } from './photo-button';
import { outbox, useOutbox, type Tasks } from './store';

/** One task: where to go, what to do, and one large button for the next step. */
export function TaskPage({ task: x, person, tasks }: { task: Task; person: string; tasks: Tasks }) {
  const { t, say } = useT();
  const mine = useOutbox().filter((o) => o.task === x.id);
  const now = expected(x, mine, tasks.procedure);
  const [asking, setAsking] = useState<Act>();
  const [sent, setSent] = useState(false);

  const put = async (o: Pick<Outgoing, 'act' | 'to' | 'form' | 'photo'>) => {
    await outbox.add({ id: idempotencyKey(), person, task: x.id, at: Date.now(), state: 'waiting', ...o });
    setSent(true);
  };
  const act = (a: Act) => (asksNothing(a.form) ? void put({ act: a.act, to: a.to, form: {} }) : setAsking(a));
  const photos = async (taken: Photo[]) => {
    for (const photo of taken) await put({ photo });
  };
  const next = now.acts.find((a) => a.tone === 'next');
  const others = now.acts.filter((a) => a !== next && a.tone !== 'danger');
  const ends = now.acts.filter((a) => a.tone === 'danger');

  return (
    <div className="task" data-stage={now.stage}>
      <h1>{x.title}</h1>
      <span className={`stage stage-${now.stage}`}>{say(now.stageTitle)}</span>
      <Steps task={x} stage={now.stage} tasks={tasks} />
      <dl>
        {x.task.detail && (
          <div>
            <dt>{t('mobile.detail')}</dt>
            <dd>{x.task.detail}</dd>
          </div>
        )}
        {x.task.team_name && (
          <div>
            <dt>{t('mobile.team')}</dt>
            <dd>{x.task.team_name}</dd>
          </div>
        )}
        {x.due_at && (
          <div>
            <dt>{t('mobile.due', { at: '' })}</dt>
            <dd>{shanghai(x.due_at, 'minute')}</dd>
          </div>
        )}
        {(x.task.lon !== 0 || x.task.lat !== 0) && (
          <div>
            <dt>{t('mobile.place')}</dt>
            <dd>
              <a className="plain" href={`geo:${x.task.lat},${x.task.lon}?q=${x.task.lat},${x.task.lon}`}>
                {x.task.lon.toFixed(5)}, {x.task.lat.toFixed(5)} · {t('mobile.navigate')}
              </a>
            </dd>
          </div>
        )}
      </dl>
      {mine.length === 0 && sent && (
        <p className="good" role="status">
          ✓ {t('mobile.sent')}
        </p>
      )}
      <Pending items={mine} say={(o) => `${o.photo ? t('mobile.photoQueued') : ''} ${t(o.state === 'sending' ? 'mobile.sending' : 'mobile.queued')}`} />
      {x.files.length > 0 && (
        <div className="photos">
          {x.files.map((f) => (
            <a key={f.id} href={`/api/cases/${x.id}/files/${f.id}`} target="_blank" rel="noreferrer">
              {f.type.startsWith('image/') ? <img src={`/api/cases/${x.id}/files/${f.id}`} alt={f.name} loading="lazy" /> : f.name}
            </a>
          ))}
        </div>
      )}
      {now.closed ? (
        <p className="ended">{t('mobile.sentTo')}</p>
      ) : (
        <div className="acts">
          {next && (
            <button type="button" className="big" data-act={next.act} onClick={() => act(next)}>
              {say(next.title)}
            </button>
          )}
          <PhotoButton label={t('mobile.addPhoto')} onPhotos={(taken) => void photos(taken)} />
          {others.map((a) => (
            <button key={a.act} type="button" className="second" data-act={a.act} onClick={() => act(a)}>
              {say(a.title)}
            </button>
          ))}
          {ends.map((a) => (
            <button key={a.act} type="button" className="danger" data-act={a.act} onClick={() => setAsking(a)}>
              {say(a.title)}
            </button>
          ))}
        </div>
      )}
      {asking && (
        <ActSheet
          act={asking}
          onClose={() => setAsking(undefined)}
          onDone={(form) => {
            void put({ act: asking.act, to: asking.to, form });
            setAsking(undefined);
          }}
        />
      )}
    </div>
  );
}

/** The ordinary way of the task, with what is behind ticked off. */
function Steps({ task, stage, tasks }: { task: Task; stage: string; tasks: Tasks }) {
  const { say } = useT();
  const all = tasks.procedure?.stages ?? [];
  const way = all.filter((s) => !s.final || s.name === 'done');
  const at = way.findIndex((s) => s.name === stage);
  if (at < 0) return null;
  return (
    <ol className="way" aria-label={task.title}>
      {way.map((s, i) => (
        <li key={s.name} className={i < at ? 'done' : i === at ? 'now' : ''} aria-current={i === at ? 'step' : undefined}>
          {i < at && '✓ '}
          {say(s.title)}
        </li>
      ))}
    </ol>
  );
}
