import type { ReactNode } from 'react';
import type { Me } from '@/api/types';
import { useT } from '@/i18n/phone';
import { ChecksHome } from './checks/home';
import { useChecks } from './checks/store';
import { Calls } from './duty/calls';
import { DutyPage } from './duty/duty-page';
import { useDuty, type KnownDuty } from './duty/store';
import { Frame, siteOfPath, usePath, type Who } from './frame';
import { Login } from './login';
import { FieldHome } from './field/home';
import { FireButton } from './plant/fire';
import { PlantHome } from './plant/home';
import { RoundsHome } from './rounds/home';
import { SitePage } from './rounds/site-page';
import { outbox, usePerson, useTasks } from './store';
import { TaskList } from './task-list';
import { TaskPage } from './task-page';

export function App() {
  const { me, entered, leave } = usePerson();
  if (me === undefined) return null;
  if (me === null) return <Login onEntered={entered} />;
  outbox.person = me.person.id;
  return <Signed me={me} onLeave={() => void leave()} />;
}

function Signed({ me, onLeave }: { me: Me; onLeave: () => void }) {
  const known = useDuty(me.permissions.includes('duty.call.answer'));
  const scores = me.permissions.includes('fourparty.check.mark');
  const checks = useChecks(scores);
  const [path, go] = usePath();
  const who = { person: me.person.id, name: me.person.name, onLeave };
  if (path === 'duty') return <DutyPage known={known} who={who} onBack={() => go('')} />;
  const only = scores && !me.permissions.some((p) => p === 'patrol.task.do' || p === 'command.task.read');
  if (scores && (only || path.startsWith('checks'))) return <ChecksHome known={checks} who={who} path={path} go={go} onBack={only ? undefined : () => go('')} />;
  const open = checks.value?.tasks.filter((a) => a.state === 'open').length ?? 0;
  const top = (
    <>
      <DutyTop known={known} person={who.person} onOpen={() => go('duty')} />
      {open > 0 && <ChecksButton n={open} onOpen={() => go('checks')} />}
      {me.permissions.includes('nature.sighting.report') && <FireButton person={who.person} />}
    </>
  );
  if (me.permissions.includes('hazard.promise.make')) return <PlantHome who={who} top={top} path={path} go={go} />;
  if (me.permissions.includes('patrol.task.do')) return <RoundsHome who={who} top={top} path={path} go={go} />;
  if (me.permissions.includes('field.message.send')) return <FieldHome who={who} top={top} path={path} go={go} />;
  return <Home who={who} top={top} path={path} go={go} />;
}

/** The way to what one is appointed to score. */
function ChecksButton({ n, onOpen }: { n: number; onOpen: () => void }) {
  const { t } = useT();
  return (
    <button type="button" className="second" onClick={onOpen} data-do="checks">
      {t('scoring.open', { n })}
    </button>
  );
}

/** What of duty stands above the tasks: calls, and the way to the page. */
function DutyTop({ known, person, onOpen }: { known: KnownDuty; person: string; onOpen: () => void }) {
  const { t } = useT();
  return (
    <>
      <Calls mine={known.mine} person={person} />
      {known.mine?.contact.id && (
        <button type="button" className="second" onClick={onOpen} data-do="duty">
          {t('call.duty')}
        </button>
      )}
    </>
  );
}

/** The phone of a team in the field: its tasks, one task; and the site behind a door plate. */
function Home({ who, top, path, go }: { who: Who; top: ReactNode; path: string; go: (path: string) => void }) {
  const { t } = useT();
  const tasks = useTasks();
  const site = siteOfPath(path);
  const task = tasks.tasks?.find((x) => x.id === path.replace(/^task\//, ''));
  return (
    <Frame who={who} title={t('mobile.title')} stale={!tasks.fresh && tasks.at > 0} onBack={path ? () => go('') : undefined}>
      {site ? (
        <SitePage code={site} />
      ) : task ? (
        <TaskPage key={task.id} task={task} person={who.person} tasks={tasks} />
      ) : (
        <>
          {top}
          <TaskList tasks={tasks} onOpen={(id) => go(`task/${id}`)} />
        </>
      )}
    </Frame>
  );
}
