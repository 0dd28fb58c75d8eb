import { useEffect, useState } from 'react';
import { switchLanguage } from '@/i18n';
import { useT } from '@/i18n/phone';
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
  if (me.permissions.includes('patrol.task.do')) return <RoundsHome person={me.person.id} name={me.person.name} onLeave={() => void leave()} />;
  return <Home person={me.person.id} name={me.person.name} onLeave={() => void leave()} />;
}

function Home({ person, name, onLeave }: { person: string; name: string; onLeave: () => void }) {
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
        {task ? <TaskPage key={task.id} task={task} person={person} tasks={tasks} /> : <TaskList tasks={tasks} onOpen={go} />}
      </main>
    </>
  );
}
