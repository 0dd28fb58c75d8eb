import { useT } from '@/i18n/phone';
import { Frame, siteOfPath, usePath, type Who } from './frame';
import { Login } from './login';
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
  const who = { person: me.person.id, name: me.person.name, onLeave: () => void leave() };
  if (me.permissions.includes('patrol.task.do')) return <RoundsHome who={who} />;
  return <Home who={who} />;
}

/** The phone of a team in the field: its tasks, one task; and the site behind a door plate. */
function Home({ who }: { who: Who }) {
  const { t } = useT();
  const tasks = useTasks();
  const [path, go] = usePath();
  const site = siteOfPath(path);
  const task = tasks.tasks?.find((x) => x.id === path.replace(/^task\//, ''));
  return (
    <Frame who={who} title={t('mobile.title')} stale={!tasks.fresh && tasks.at > 0} onBack={path ? () => go('') : undefined}>
      {site ? (
        <SitePage code={site} />
      ) : task ? (
        <TaskPage key={task.id} task={task} person={who.person} tasks={tasks} />
      ) : (
        <TaskList tasks={tasks} onOpen={(id) => go(`task/${id}`)} />
      )}
    </Frame>
  );
}
