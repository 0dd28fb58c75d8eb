import { useEffect, useState, type ReactNode } from 'react';
import type { Me } from '@/api/types';
import { switchLanguage } from '@/i18n';
import { useT } from '@/i18n/phone';
import { Calls } from './duty/calls';
import { DutyPage } from './duty/duty-page';
import { useDuty, type KnownDuty } from './duty/store';
import { Login } from './login';
import { RoundsHome } from './rounds/home';
import { outbox, useOnline, useOutbox, usePerson, useTasks } from './store';
import { TaskList } from './task-list';
import { TaskPage } from './task-page';

/** The path below /m: "" for the list, else the id of a task. */
function useTaskPath(): [id: string, go: (id: string) => void] {
  const read = () => location.pathname.replace(/^\/m(\.html)?\/?(task\/)?/, '');
  const [id, setId] = useState(read);
  useEffect(() => {
    const back = () => setId(read());
    window.addEventListener('popstate', back);
    return () => window.removeEventListener('popstate', back);
  }, []);
  return [
    id,
    (next) => {
      history.pushState(null, '', next ? `/m/task/${next}` : '/m');
      setId(next);
      window.scrollTo(0, 0);
    },
  ];
}

export function App() {
  const { me, entered, leave } = usePerson();
  if (me === undefined) return null;
  if (me === null) return <Login onEntered={entered} />;
  outbox.person = me.person.id;
  return <Signed me={me} onLeave={() => void leave()} />;
}

const dutyPath = '/m/duty';

/** Whether the page of one's own duty is open. */
function useDutyPath(): [open: boolean, go: (open: boolean) => void] {
  const read = () => location.pathname === dutyPath;
  const [open, setOpen] = useState(read);
  useEffect(() => {
    const back = () => setOpen(read());
    window.addEventListener('popstate', back);
    return () => window.removeEventListener('popstate', back);
  }, []);
  return [
    open,
    (next) => {
      history.pushState(null, '', next ? dutyPath : '/m');
      setOpen(next);
      window.scrollTo(0, 0);
    },
  ];
}

function Signed({ me, onLeave }: { me: Me; onLeave: () => void }) {
  const known = useDuty();
  const [duty, go] = useDutyPath();
  const person = me.person.id;
  if (duty) return <DutyPage known={known} person={person} onBack={() => go(false)} />;
  const top = <DutyTop known={known} person={person} onOpen={() => go(true)} />;
  if (me.permissions.includes('patrol.task.do')) return <RoundsHome person={person} name={me.person.name} top={top} onLeave={onLeave} />;
  return <Home person={person} name={me.person.name} top={top} onLeave={onLeave} />;
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

function Home({ person, name, top, onLeave }: { person: string; name: string; top: ReactNode; onLeave: () => void }) {
  const { t, lang } = useT();
  const tasks = useTasks();
  const [id, go] = useTaskPath();
  const online = useOnline();
  const waiting = useOutbox().filter((o) => o.person === person && o.state !== 'refused');
  const task = tasks.tasks?.find((x) => x.id === id);
  return (
    <>
      <header className="bar">
        {id ? (
          <button type="button" className="back" onClick={() => go('')}>
            ‹ {t('mobile.back')}
          </button>
        ) : (
          <h1>{t('mobile.title')}</h1>
        )}
        <span className="bar-name">{name}</span>
        <button type="button" onClick={() => switchLanguage(lang === 'en' ? 'zh' : 'en')}>
          {t('mobile.language')}
        </button>
        {!id && (
          <button type="button" onClick={onLeave}>
            {t('mobile.signOut')}
          </button>
        )}
      </header>
      {(!online || (!tasks.fresh && tasks.at > 0)) && (
        <div className="strip strip-off" role="status">
          {t('mobile.offline')}
        </div>
      )}
      {waiting.length > 0 && (
        <div className="strip strip-wait" role="status" data-waiting={waiting.length}>
          {t('mobile.waiting', { n: waiting.length })}
        </div>
      )}
      <main>
        {!task && top}
        {task ? <TaskPage key={task.id} task={task} person={person} tasks={tasks} /> : <TaskList tasks={tasks} onOpen={go} />}
      </main>
    </>
  );
}
