import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import type { Risk } from '@/api/types';
import { risks } from '@/kit/risk-tag';
import { Failed } from '@/kit/states';
import { NotFound } from './not-found';
import { Shell } from './shell';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

type Load = () => Promise<{ default: React.ComponentType }>;
const page = <P extends string>(path: P, load: Load) =>
  createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load) });

/** What is looked at ("alarm:…", "element:…", "place:lon,lat"), and the map around it (see onemap/map-link.ts). */
const map = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'at', 'view', 'layers', 'area', 'shape', 'theme'),
  component: lazyRouteComponent(() => import('@/onemap/map-page')),
});

const devices = createRoute({
  getParentRoute: () => root,
  path: '/monitor/devices',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'state', 'q'),
  component: lazyRouteComponent(() => import('@/system/intake/devices-page')),
});
const connectors = createRoute({
  getParentRoute: () => root,
  path: '/monitor/connectors',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'state'),
  component: lazyRouteComponent(() => import('@/system/connector/connectors-page')),
});

export interface AlarmsSearch {
  open?: string;
}
const alarms = createRoute({
  getParentRoute: () => root,
  path: '/monitor/alarms',
  validateSearch: (s: Record<string, unknown>): AlarmsSearch => (typeof s.open === 'string' ? { open: s.open } : {}),
  component: lazyRouteComponent(() => import('@/system/monitor/alarms-page')),
});

export interface NewIncidentSearch {
  alarm?: string;
}
const newIncident = createRoute({
  getParentRoute: () => root,
  path: '/command/incidents/new',
  validateSearch: (s: Record<string, unknown>): NewIncidentSearch => (typeof s.alarm === 'string' ? { alarm: s.alarm } : {}),
  component: lazyRouteComponent(() => import('@/system/command/incident-new-page')),
});

export interface RegisterSearch {
  kind?: string;
  q?: string;
  area?: string;
  risk?: Risk;
  /** Filters by attributes: "floors:30..". */
  where?: string[];
}
const register = createRoute({
  getParentRoute: () => root,
  path: '/grid/elements',
  validateSearch: (s: Record<string, unknown>): RegisterSearch => {
    const out: RegisterSearch = {};
    for (const k of ['kind', 'q', 'area'] as const) if (typeof s[k] === 'string' && s[k]) out[k] = s[k];
    if (risks.includes(s.risk as Risk)) out.risk = s.risk as Risk;
    const where = (Array.isArray(s.where) ? s.where : [s.where]).filter((w): w is string => typeof w === 'string' && w.includes(':'));
    if (where.length > 0) out.where = where;
    return out;
  },
  component: lazyRouteComponent(() => import('@/system/grid/register-page')),
});

/** The named parts of an address that are texts and not empty; anything else is left out. */
function texts<K extends string>(s: Record<string, unknown>, ...names: K[]): { [N in K]?: string } {
  const out: { [N in K]?: string } = {};
  for (const n of names) {
    const v = s[n];
    if (typeof v === 'number' || (typeof v === 'string' && v)) out[n] = String(v);
  }
  return out;
}

const element = createRoute({
  getParentRoute: () => root,
  path: '/grid/elements/$id',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'at'),
  component: lazyRouteComponent(() => import('@/system/grid/element-page')),
});

const cellsOf = createRoute({
  getParentRoute: () => root,
  path: '/grid/cells',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'area'),
  component: lazyRouteComponent(() => import('@/system/patrol/cells-page')),
});

const cases = createRoute({
  getParentRoute: () => root,
  path: '/desk/cases',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'procedure', 'stage', 'area', 'q', 'state', 'due', 'mine'),
  component: lazyRouteComponent(() => import('@/system/desk/cases-page')),
});
const oneCase = createRoute({
  getParentRoute: () => root,
  path: '/desk/cases/$id',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'tab'),
  component: lazyRouteComponent(() => import('@/system/desk/case-page')),
});
const procedures = createRoute({
  getParentRoute: () => root,
  path: '/desk/procedures',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'q', 'space'),
  component: lazyRouteComponent(() => import('@/system/desk/procedures-page')),
});
const procedure = createRoute({
  getParentRoute: () => root,
  path: '/desk/procedures/$name',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'version'),
  component: lazyRouteComponent(() => import('@/system/desk/procedure-page')),
});
const deadlines = createRoute({
  getParentRoute: () => root,
  path: '/desk/deadlines',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'each', 'key', 'days', 'late'),
  component: lazyRouteComponent(() => import('@/system/desk/deadlines-page')),
});
const rules = createRoute({
  getParentRoute: () => root,
  path: '/desk/rules',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'on', 'area', 'q', 'law', 'open'),
  component: lazyRouteComponent(() => import('@/system/desk/rules-page')),
});

const who = createRoute({
  getParentRoute: () => root,
  path: '/duty/who',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'area', 'matter', 'lon', 'lat', 'at'),
  component: lazyRouteComponent(() => import('@/system/roster/who-page')),
});
const posts = createRoute({
  getParentRoute: () => root,
  path: '/duty/posts',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'area', 'matter', 'line', 'q', 'on', 'open'),
  component: lazyRouteComponent(() => import('@/system/roster/posts-page')),
});
const supervision = createRoute({
  getParentRoute: () => root,
  path: '/govern/supervision',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'area', 'stage', 'state', 'only', 'by', 'q'),
  component: lazyRouteComponent(() => import('@/system/govern/supervision-page')),
});
const reported = createRoute({
  getParentRoute: () => root,
  path: '/report/matters',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'area', 'q', 'state'),
  component: lazyRouteComponent(() => import('@/system/report/matters-page')),
});
const aftermaths = createRoute({
  getParentRoute: () => root,
  path: '/after/reviews',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'area', 'q', 'state'),
  component: lazyRouteComponent(() => import('@/system/after/reviews-page')),
});
const aftermath = createRoute({
  getParentRoute: () => root,
  path: '/after/reviews/$id',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'tab'),
  component: lazyRouteComponent(() => import('@/system/after/review-page')),
});
const pastIncidents = createRoute({
  getParentRoute: () => root,
  path: '/after/past',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'area', 'q', 'type', 'level', 'open'),
  component: lazyRouteComponent(() => import('@/system/after/past-page')),
});
const talks = createRoute({
  getParentRoute: () => root,
  path: '/govern/talks',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'area', 'stage', 'state', 'q'),
  component: lazyRouteComponent(() => import('@/system/govern/talks-page')),
});
const bulletins = createRoute({
  getParentRoute: () => root,
  path: '/govern/bulletins',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'kind', 'until', 'id'),
  component: lazyRouteComponent(() => import('@/system/govern/bulletins-page')),
});
const appraisal = createRoute({
  getParentRoute: () => root,
  path: '/govern/appraisal',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'id', 'area'),
  component: lazyRouteComponent(() => import('@/system/govern/appraisal-page')),
});
const programme = createRoute({
  getParentRoute: () => root,
  path: '/fourparty/programmes/$id',
  component: lazyRouteComponent(() => import('@/system/fourparty/programme-page')),
});
const checkedUnit = createRoute({
  getParentRoute: () => root,
  path: '/fourparty/units/$id',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'only'),
  component: lazyRouteComponent(() => import('@/system/fourparty/unit-page')),
});
const drawings = createRoute({
  getParentRoute: () => root,
  path: '/inspect/drawings',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'area', 'state', 'q'),
  component: lazyRouteComponent(() => import('@/system/inspect/drawings-page')),
});
const drawing = createRoute({
  getParentRoute: () => root,
  path: '/inspect/drawings/$id',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'credit', 'fate', 'rated', 'q'),
  component: lazyRouteComponent(() => import('@/system/inspect/drawing-page')),
});
const visits = createRoute({
  getParentRoute: () => root,
  path: '/inspect/visits',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'area', 'state', 'q', 'drawing', 'mine'),
  component: lazyRouteComponent(() => import('@/system/inspect/visits-page')),
});
const inspectors = createRoute({
  getParentRoute: () => root,
  path: '/inspect/officers',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'area', 'q'),
  component: lazyRouteComponent(() => import('@/system/inspect/officers-page')),
});
const rosterPage = createRoute({
  getParentRoute: () => root,
  path: '/duty/roster',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'roster', 'month'),
  component: lazyRouteComponent(() => import('@/system/roster/roster-page')),
});
const planPage = createRoute({
  getParentRoute: () => root,
  path: '/duty/plan',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'roster', 'month'),
  component: lazyRouteComponent(() => import('@/system/roster/plan-page')),
});
const contacts = createRoute({
  getParentRoute: () => root,
  path: '/duty/contacts',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'tab', 'q', 'area', 'stale'),
  component: lazyRouteComponent(() => import('@/system/roster/contacts-page')),
});
const tests = createRoute({
  getParentRoute: () => root,
  path: '/duty/tests',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'area'),
  component: lazyRouteComponent(() => import('@/system/roster/tests-page')),
});
const calls = createRoute({
  getParentRoute: () => root,
  path: '/duty/calls',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'call'),
  component: lazyRouteComponent(() => import('@/system/roster/calls-page')),
});
const findings = createRoute({
  getParentRoute: () => root,
  path: '/duty/findings',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'area', 'kind'),
  component: lazyRouteComponent(() => import('@/system/roster/findings-page')),
});
const monitorRules = createRoute({
  getParentRoute: () => root,
  path: '/monitor/rules',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'q', 'state', 'kind', 'open'),
  component: lazyRouteComponent(() => import('@/system/monitor/rules-page')),
});
const points = createRoute({
  getParentRoute: () => root,
  path: '/monitor/points',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'open'),
  component: lazyRouteComponent(() => import('@/system/monitor/points-page')),
});
const newPublication = createRoute({
  getParentRoute: () => root,
  path: '/warn/publications/new',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'event', 'description', 'source'),
  component: lazyRouteComponent(() => import('@/system/warn/publication-new-page')),
});
const outlinesOf = createRoute({
  getParentRoute: () => root,
  path: '/grid/outlines',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'on', 'level'),
  component: lazyRouteComponent(() => import('@/system/grid/outlines-page')),
});
const newImport = createRoute({
  getParentRoute: () => root,
  path: '/grid/imports/new',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'kind'),
  component: lazyRouteComponent(() => import('@/system/grid/import-new-page')),
});

const room = createRoute({
  getParentRoute: () => root,
  path: '/command/room/$id',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'tab', 'wall'),
  component: lazyRouteComponent(() => import('@/system/command/room/room-page')),
});
const forces = createRoute({
  getParentRoute: () => root,
  path: '/command/forces',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'kind', 'state', 'zone', 'only', 'area', 'q', 'sort', 'open', 'page'),
  component: lazyRouteComponent(() => import('@/system/resource/forces-page')),
});
const plans = createRoute({
  getParentRoute: () => root,
  path: '/command/plans',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'kind', 'state', 'only', 'area', 'q', 'event'),
  component: lazyRouteComponent(() => import('@/system/plan/plans-page')),
});
const planOne = createRoute({
  getParentRoute: () => root,
  path: '/command/plans/$code',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'version'),
  component: lazyRouteComponent(() => import('@/system/plan/plan-page')),
});
const planLint = createRoute({
  getParentRoute: () => root,
  path: '/command/plan-lint',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'area', 'rule'),
  component: lazyRouteComponent(() => import('@/system/plan/lint-page')),
});
const planForm = createRoute({
  getParentRoute: () => root,
  path: '/command/plan-form',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'code'),
  component: lazyRouteComponent(() => import('@/system/plan/form-page')),
});
const planImport = createRoute({
  getParentRoute: () => root,
  path: '/command/plan-import',
  validateSearch: (s: Record<string, unknown>) => texts(s, 'id'),
  component: lazyRouteComponent(() => import('@/system/plan/import-page')),
});

const tree = root.addChildren([
  map,
  alarms,
  newIncident,
  register,
  element,
  cases,
  oneCase,
  procedures,
  procedure,
  deadlines,
  rules,
  who,
  posts,
  supervision,
  talks,
  bulletins,
  appraisal,
  page('/risk/points', () => import('@/system/risk/points-page')),
  page('/risk/points/$id', () => import('@/system/risk/point-page')),
  page('/risk/enterprises/$id', () => import('@/system/risk/firm-page')),
  page('/risk/figures', () => import('@/system/risk/figures-page')),
  page('/fourparty/programmes', () => import('@/system/fourparty/programmes-page')),
  programme,
  checkedUnit,
  drawings,
  drawing,
  visits,
  inspectors,
  rosterPage,
  planPage,
  contacts,
  tests,
  page('/duty/mine', () => import('@/system/roster/mine-page')),
  calls,
  findings,
  page('/login', () => import('./home-redirect')),
  page('/map', () => import('./home-redirect')),
  page('/wall', () => import('@/onemap/wall-page')),
  page('/monitor/hazards', () => import('@/system/hazard/hazards-page')),
  page('/monitor/hazards/$id', () => import('@/system/hazard/hazard-page')),
  page('/monitor/promises', () => import('@/system/hazard/promises-page')),
  page('/monitor/parks', () => import('@/system/hazard/parks-page')),
  page('/monitor/events', () => import('@/system/nature/events-page')),
  page('/monitor/water', () => import('@/system/nature/water-page')),
  page('/monitor/typhoon', () => import('@/system/nature/typhoon-page')),
  page('/monitor/forest', () => import('@/system/nature/forest-page')),
  page('/monitor/hidden', () => import('@/system/monitor/hidden-page')),
  monitorRules,
  page('/monitor/figures', () => import('@/system/monitor/figures-page')),
  points,
  page('/monitor/warnings', () => import('@/system/monitor/warnings-page')),
  devices,
  connectors,
  page('/monitor/connectors/$id', () => import('@/system/connector/connector-page')),
  newPublication,
  page('/warn/publications/$id', () => import('@/system/warn/publication-page')),
  page('/warn/channels', () => import('@/system/warn/channels-page')),
  page('/warn/triggers', () => import('@/system/warn/triggers-page')),
  page('/monitor/rejections', () => import('@/system/monitor/rejections-page')),
  page('/command/room', () => import('@/system/command/room/room-first')),
  room,
  page('/command/incidents', () => import('@/system/command/incidents-page')),
  page('/command/incidents/$id', () => import('@/system/command/incident-page')),
  page('/command/stock', () => import('@/system/resource/stock-page')),
  page('/command/stock/$id', () => import('@/system/resource/depot-page')),
  forces,
  page('/command/zones', () => import('@/system/resource/zones-page')),
  plans,
  planOne,
  planLint,
  planForm,
  planImport,
  reported,
  aftermaths,
  aftermath,
  pastIncidents,
  page('/after/findings', () => import('@/system/after/findings-page')),
  page('/report/matters/$id', () => import('@/system/report/matter-page')),
  page('/report/uppers', () => import('@/system/report/uppers-page')),
  page('/command/tasks', () => import('@/system/command/tasks-page')),
  page('/grid/board', () => import('@/system/patrol/board-page')),
  cellsOf,
  page('/grid/lists', () => import('@/system/patrol/lists-page')),
  page('/grid/imports', () => import('@/system/grid/imports-page')),
  outlinesOf,
  newImport,
  page('/grid/imports/$id', () => import('@/system/grid/import-page')),
  page('/desk/inbox', () => import('@/system/desk/inbox-page')),
  page('/desk/procedures/$name/new', () => import('@/system/desk/file-page')),
  page('/desk/packs', () => import('@/system/desk/packs-page')),
  page('/desk/calendar', () => import('@/system/desk/calendar-page')),
  page('/desk/clock', () => import('@/system/desk/clock-page')),
  page('/settings/people', () => import('@/system/settings/people-page')),
  page('/settings/outward', () => import('@/system/settings/outward-page')),
  page('/settings/server', () => import('@/system/settings/server-page')),
]);

export const router = createRouter({
  routeTree: tree,
  defaultPreload: 'intent',
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: ({ error, reset }) => <Failed error={error} again={reset} />,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
