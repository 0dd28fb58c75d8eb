import './command.css';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Switch, Table } from 'antd';
import { useState } from 'react';
import { tasksQuery } from '@/api/queries';
import type { Task } from '@/api/types';
import { useT } from '@/i18n/desk';
import { PageHead } from '@/kit/page';
import { Loaded, Nothing } from '@/kit/states';
import { Countdown, TimeText } from '@/kit/time-text';
import { TaskSteps } from './task-board';

/** All tasks that were sent, with how far each is. */
export default function TasksPage() {
  const { t, say } = useT();
  const [mine, setMine] = useState(false);
  const tasks = useQuery(tasksQuery(mine));
  return (
    <>
      <PageHead title={t('incident.tasks')}>
        <label className="row">
          <Switch checked={mine} onChange={setMine} /> {t('incident.mine')}
        </label>
      </PageHead>
      <Loaded of={tasks}>
        {(rows) => (
          <Table<Task>
            size="middle"
            rowKey="id"
            pagination={rows.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
            dataSource={rows.toSorted((a, b) => b.opened_at.localeCompare(a.opened_at))}
            scroll={{ x: 'max-content' }}
            locale={{ emptyText: <Nothing title={t('incident.noTasks')} /> }}
            columns={[
              { title: t('incident.taskTitle'), render: (_, x) => <b>{x.title}</b> },
              {
                title: t('incident.incidentCol'),
                render: (_, x) => (
                  <Link to="/command/incidents/$id" params={{ id: x.root }}>
                    {t('incident.openIt')}
                  </Link>
                ),
              },
              { title: t('incident.taskTo'), render: (_, x) => [...new Set([x.task.team_name, x.assignee_name])].filter(Boolean).join(' ') },
              { title: t('incident.stage'), render: (_, x) => <span className="tag tag-plain">{say(x.stage_title) || x.stage}</span> },
              { title: t('incident.due'), render: (_, x) => (x.closed || x.stage === 'arrived' ? <TimeText at={x.due_at} style="short" /> : <Countdown at={x.due_at} />) },
              { title: t('incident.timeline'), render: (_, x) => <TaskSteps task={x} /> },
            ]}
          />
        )}
      </Loaded>
    </>
  );
}
