import type { Key } from '@/i18n/desk';

export interface PageEntry {
  path: string;
  title: Key;
  /** One of these permissions is enough; none means everybody. */
  needs: readonly string[];
}

export interface Workspace {
  id: string;
  title: Key;
  /** The first part of its pages' paths; none while it has no pages. */
  root?: string;
  /** What will be here, for those to whom nothing is open yet. */
  soon: Key;
  pages: PageEntry[];
}

export const mapPage: PageEntry = { path: '/', title: 'shell.map', needs: ['grid.element.read', 'monitor.alarm.read'] };

export const workspaces: Workspace[] = [
  {
    id: 'monitor',
    root: '/monitor',
    title: 'shell.monitor',
    soon: 'shell.monitorSoon',
    pages: [
      { path: '/monitor/alarms', title: 'shell.alarms', needs: ['monitor.alarm.read'] },
      { path: '/monitor/points', title: 'shell.points', needs: ['monitor.point.read', 'monitor.alarm.read'] },
      { path: '/monitor/warnings', title: 'shell.warnings', needs: ['monitor.warning.read'] },
      { path: '/monitor/rejections', title: 'shell.rejections', needs: ['monitor.rejection.read'] },
    ],
  },
  {
    id: 'command',
    root: '/command',
    title: 'shell.command',
    soon: 'shell.commandSoon',
    pages: [
      { path: '/command/incidents', title: 'shell.incidents', needs: ['command.incident.read'] },
      { path: '/command/tasks', title: 'shell.tasks', needs: ['command.task.read', 'command.incident.read'] },
    ],
  },
  {
    id: 'supervise',
    root: '/grid',
    title: 'shell.supervise',
    soon: 'shell.superviseSoon',
    pages: [{ path: '/grid/register', title: 'shell.register', needs: ['grid.element.read'] }],
  },
  { id: 'decide', title: 'shell.decide', soon: 'shell.decideSoon', pages: [] },
  {
    id: 'office',
    root: '/desk',
    title: 'shell.office',
    soon: 'shell.officeSoon',
    pages: [
      { path: '/desk/inbox', title: 'shell.inbox', needs: ['desk.case.read'] },
      { path: '/desk/cases', title: 'shell.cases', needs: ['desk.case.read'] },
    ],
  },
  {
    id: 'settings',
    root: '/settings',
    title: 'shell.settings',
    soon: 'shell.settingsSoon',
    pages: [
      { path: '/settings/people', title: 'shell.people', needs: ['settings.person.read'] },
      { path: '/settings/status', title: 'shell.about', needs: ['settings.person.read'] },
    ],
  },
];

/** The pages that are worn dark, as on the wall of the duty room. */
export function isDark(path: string): boolean {
  return path === '/' || path.startsWith('/monitor/alarms') || path.startsWith('/command/incidents/');
}

export function workspaceOf(path: string): Workspace | undefined {
  return workspaces.find((w) => w.root && path.startsWith(w.root));
}
