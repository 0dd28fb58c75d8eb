import './field.css';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { FieldMessage } from '@/api/field';
import { useT } from '@/i18n/phone';
import { Frame, siteOfPath, type Who } from '../frame';
import { SitePage } from '../rounds/site-page';
import { outbox, useOnline, useOutbox, useTasks } from '../store';
import { TaskList } from '../task-list';
import { metres, useWhere, type Where } from '../where';
import { MaydayButton, MaydayCard } from './mayday';
import { ParCard } from './par-card';
import { SaidList } from './said-list';
import { ShortSheet } from './short-sheet';
import { parsOf, say, sayings, standsAt, useField, useFrameKey } from './store';
import { FieldTask } from './task';

/** The phone of somebody in the field: what threatens first, then their tasks, then what they said; the call for help always at hand. */
export function FieldHome({ who, top, path, go }: { who: Who; top: ReactNode; path: string; go: (path: string) => void }) {
  const { t } = useT();
  const tasks = useTasks();
  const known = useField(true);
  useFrameKey(who.person, true);
  const where = useWhere();
  const online = useOnline();
  const all = useOutbox();
  const waits = sayings(all, who.person);
  const [short, setShort] = useState(false);
  const mine = known.value;
  const ahead = mine ? Date.parse(mine.at) - known.at : 0;
  const pars = mine ? parsOf(mine, tasks.tasks ?? [], waits, ahead) : [];
  const site = siteOfPath(path);
  const task = tasks.tasks?.find((x) => x.id === path.replace(/^task\//, ''));
  const out = tasks.tasks?.filter((x) => ['departed', 'arrived', 'blocked'].includes(standsAt(x, all))) ?? [];
  const about = task && !task.closed ? task.id : out[0]?.id;
  useTrail(who.person, about && out.some((x) => x.id === about) ? about : undefined, where);
  return (
    <Frame who={who} title={t('mobile.title')} stale={!tasks.fresh && tasks.at > 0} onBack={path ? () => go('') : undefined}>
      {mine && <MaydayCard person={who.person} messages={mine.messages} where={where} onShort={() => setShort(true)} />}
      {waits.length > 0 && (!online || !tasks.fresh) && (
        <button type="button" className="second" data-do="short-open" onClick={() => setShort(true)}>
          {t('field.shortOpen')}（{t('field.waiting', { n: waits.length })}）
        </button>
      )}
      {site ? (
        <SitePage code={site} />
      ) : task && mine ? (
        <FieldTask key={task.id} task={task} person={who.person} tasks={tasks} mine={mine} pars={pars} where={where} ahead={ahead} />
      ) : (
        <>
          {pars.map((p) => {
            const kind = mine?.kinds.find((k) => k.name === 'par');
            return kind && <ParCard key={p.id} par={p} kind={kind} person={who.person} where={where} ahead={ahead} />;
          })}
          {top}
          <TaskList tasks={tasks} onOpen={(id) => go(`task/${id}`)} />
          {mine && mine.messages.length > 0 && (
            <>
              <h2>{t('field.said')}</h2>
              <SaidList messages={wanted(mine.messages)} kinds={mine.kinds} />
            </>
          )}
        </>
      )}
      <div className="mayday-room" />
      <MaydayButton person={who.person} task={about} where={where} persons={pars.find((p) => p.task === about)?.persons} />
      {short && mine && <ShortSheet person={who.person} kinds={mine.kinds} onClose={() => setShort(false)} />}
    </Frame>
  );
}

/** What home shows: what contradicts and is not settled yet, then the newest. */
const wanted = (all: FieldMessage[]) => {
  const held = (m: FieldMessage) => m.conflict && !m.answered_at;
  return [...all.filter(held), ...all.filter((m) => !held(m))].slice(0, 10);
};

/** How often, and how far apart, the place of somebody on their way is told. */
const trailEvery = 120_000;
const trailMetres = 50;

/** Tells where somebody is who is out for a task. One that waits is replaced: only the latest place is of use. */
function useTrail(person: string, task: string | undefined, where: Where | undefined) {
  const { t } = useT();
  const last = useRef<{ at: number; where: Where }>(undefined);
  useEffect(() => {
    if (!task || !where) return;
    const was = last.current;
    if (was && (Date.now() - was.at < trailEvery || metres(was.where, where) < trailMetres)) return;
    last.current = { at: Date.now(), where };
    void (async () => {
      const old = outbox.snapshot().filter((o) => o.person === person && o.state === 'waiting' && !o.urgent && (o.request?.json as { form?: string } | undefined)?.form === 'position');
      for (const o of old) await outbox.takeBack(o.id);
      await say(person, { form: 'position', task, values: {} }, { where, label: t('mobile.place') });
    })();
  }, [person, task, where, t]);
}
