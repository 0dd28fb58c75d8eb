import type { Me, Words } from '@/api/types';
import type { Key } from '@/i18n/desk';

export interface Workspace {
  id: string;
  title: Key;
  /** What will be here, for a workspace that has no pages at all yet. */
  soon?: Key;
}

/** The workspaces in the order of the shell; which pages are in them the server says. */
export const workspaces: Workspace[] = [
  { id: 'desk', title: 'shell.desk' },
  { id: 'monitoring', title: 'shell.monitor' },
  { id: 'command', title: 'shell.command' },
  { id: 'supervision', title: 'shell.supervise' },
  { id: 'decision', title: 'shell.decide', soon: 'shell.decideSoon' },
  { id: 'affairs', title: 'shell.office', soon: 'shell.officeSoon' },
  { id: 'settings', title: 'shell.settings' },
];

export interface PageEntry {
  path: string;
  title: Words;
  workspace: string;
}

/** The pages that this client can show. One that the server names and that is not here is left out of the menu. */
const shown = [
  '/monitor/alarms',
  '/monitor/hidden',
  '/monitor/figures',
  '/monitor/rules',
  '/monitor/points',
  '/monitor/warnings',
  '/monitor/devices',
  '/monitor/connectors',
  '/monitor/rejections',
  '/monitor/hazards',
  '/monitor/promises',
  '/monitor/parks',
  '/monitor/events',
  '/monitor/water',
  '/monitor/typhoon',
  '/monitor/forest',
  '/command/room',
  '/command/incidents',
  '/command/tasks',
  '/command/stock',
  '/command/forces',
  '/command/zones',
  '/command/plans',
  '/command/plan-lint',
  '/report/matters',
  '/after/reviews',
  '/after/findings',
  '/after/past',
  '/duty/mine',
  '/duty/who',
  '/duty/roster',
  '/duty/calls',
  '/duty/contacts',
  '/duty/tests',
  '/duty/posts',
  '/duty/findings',
  '/grid/elements',
  '/grid/board',
  '/grid/cells',
  '/grid/lists',
  '/grid/outlines',
  '/grid/imports',
  '/govern/supervision',
  '/govern/talks',
  '/govern/bulletins',
  '/govern/appraisal',
  '/risk/points',
  '/risk/figures',
  '/fourparty/programmes',
  '/inspect/drawings',
  '/inspect/visits',
  '/inspect/officers',
  '/desk/inbox',
  '/desk/cases',
  '/desk/procedures',
  '/desk/clock',
  '/desk/deadlines',
  '/desk/rules',
  '/desk/packs',
  '/desk/calendar',
  '/settings/people',
  '/warn/channels',
  '/warn/triggers',
  '/settings/outward',
  '/report/uppers',
  '/settings/server',
] as const;
export type PagePath = (typeof shown)[number];

export function pagesOf(me: Me | null | undefined): (PageEntry & { path: PagePath })[] {
  return (me?.pages ?? []).filter((p): p is typeof p & { path: PagePath } => (shown as readonly string[]).includes(p.path));
}

/** Details whose list has another first word. */
const listOf: Record<string, PagePath> = { '/warn/publications/': '/monitor/warnings', '/risk/enterprises/': '/risk/points' };

/** The page to which a path belongs: itself, or the list above a detail. */
export function pageAt(pages: PageEntry[], path: string): PageEntry | undefined {
  const list = Object.entries(listOf).find(([below]) => path.startsWith(below))?.[1];
  if (list) return pages.find((p) => p.path === list);
  const first = path.split('/')[1] ?? '';
  return (
    pages.find((p) => path === p.path || path.startsWith(`${p.path}/`)) ?? pages.find((p) => first !== '' && p.path.startsWith(`/${first}/`))
  );
}

/** One of these permissions opens the map. */
export const mapNeeds = ['grid.element.read', 'signal.alarm.read'] as const;

/** The pages that are worn dark, as on the wall of the duty room. */
export function isDark(path: string): boolean {
  return path === '/' || path === '/wall' || path.startsWith('/monitor/alarms') || path.startsWith('/command/incidents/') || path.startsWith('/command/room/');
}
