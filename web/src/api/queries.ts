import { infiniteQueryOptions, QueryClient, queryOptions, useQuery } from '@tanstack/react-query';
import { api, body } from './client';
import { Problem } from './problem';
import type { CaseSheet, Procedure } from './casework';
import type { Alarm, AlarmDetail, Area, Risk } from './types';

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: false,
      retry: (n, e) => n < 2 && !(e instanceof Problem && e.status < 500),
    },
  },
});

const list = <L>(l: L[] | null | undefined): L[] => l ?? [];

/** Reads every page of a list, up to a bound that no screen exceeds. */
export async function everything<I>(read: (cursor: string) => Promise<{ items: I[] | null; next?: string }>, most = 5000) {
  const all: I[] = [];
  let cursor = '';
  do {
    const page = await read(cursor);
    all.push(...list(page.items));
    cursor = page.next ?? '';
  } while (cursor && all.length < most);
  return all;
}

export const live: Alarm['state'][] = ['unacknowledged', 'acknowledged', 'returned', 'latched-unacknowledged', 'latched-acknowledged', 'shelved'];

/** How many open alarms a browser keeps: in a storm the most severe, and of those the newest. The groups tell of all. */
export const mostOpen = 5000;

/** Reads severity by severity until there are enough; when there are few, all at once. */
async function worstFirst<I>(read: (severity: string, most: number) => Promise<I[]>): Promise<I[]> {
  const all = await read('', 500);
  if (all.length < 500) return all;
  const out: I[] = [];
  for (const s of ['critical', 'high', 'medium', 'low']) if (out.length < mostOpen) out.push(...(await read(s, mostOpen - out.length)));
  return out;
}

/**
 * The alarms that are not over, in the person's scope: all, or in a storm the most severe. Kept current by the event stream
 * (see live.ts).
 */
export const openAlarms = queryOptions({
  queryKey: ['alarms', 'open'],
  staleTime: Infinity,
  queryFn: async () =>
    (await worstFirst((severity, most) =>
      everything((cursor) => body(api.GET('/api/signal/alarms', { params: { query: { state: live.join(','), severity: severity || undefined, limit: 500, cursor } } })), most),
    )) as Alarm[],
});

/** Areas below one, from the register or, for those who may not see it, from the desk. */
async function readAreas(parent: string, level?: 'district'): Promise<Area[]> {
  const me = queries.getQueryData(sessionQuery.queryKey);
  if (!me?.permissions.includes('grid.element.read')) return (await body(api.GET('/api/desk/areas', { params: { query: { parent, level } } }))).items as Area[];
  return everything((cursor) => body(api.GET('/api/register/areas', { params: { query: { parent, level, limit: 200, cursor } } })));
}

export const areasQuery = queryOptions({
  queryKey: ['areas', 'district'],
  staleTime: 3_600_000,
  queryFn: () => readAreas('2101', 'district'),
});

/** The areas right below one. */
export const areasBelowQuery = (parent: string) =>
  queryOptions({
    queryKey: ['areas', parent],
    staleTime: 3_600_000,
    queryFn: () => readAreas(parent),
  });
export const areasBelow = (parent: string): Promise<Area[]> => queries.fetchQuery(areasBelowQuery(parent));

export const kindsQuery = queryOptions({
  queryKey: ['kinds'],
  staleTime: 3_600_000,
  queryFn: async () => list((await body(api.GET('/api/register/kinds'))).items),
});

export const countsQuery = (by: 'kind' | 'risk' | 'area', kind?: string, area?: string, risk?: Risk) =>
  queryOptions({
    queryKey: ['counts', by, kind, area, risk],
    staleTime: 60_000,
    queryFn: () => body(api.GET('/api/register/counts', { params: { query: { by, kind, area, risk } } })) as Promise<Record<string, number>>,
  });

export const outlinesQuery = (level: 'district' | 'river' | 'street' | 'zone' | 'community', on = '') =>
  queryOptions({
    queryKey: on ? ['outlines', level, on] : ['outlines', level],
    staleTime: Infinity,
    queryFn: async () => {
      const out = await body(api.GET('/api/register/areas/outlines', { params: { query: on ? { level, on } : { level } } }) as Promise<{ data?: unknown }>);
      return out as GeoJSON.FeatureCollection;
    },
  });

/** One element, now or as it was known at a moment. */
export const elementQuery = (id: string, at?: string) =>
  queryOptions({
    queryKey: at ? ['element', id, at] : ['element', id],
    enabled: id !== '',
    queryFn: () => body(api.GET('/api/register/elements/{id}', { params: { path: { id }, query: { at } } })),
  });

export const historyQuery = (id: string) =>
  queryOptions({
    queryKey: ['element', id, 'history'],
    queryFn: async () => list((await body(api.GET('/api/register/elements/{id}/history', { params: { path: { id } } }))).items),
  });

export const hazardsQuery = (id: string) =>
  queryOptions({
    queryKey: ['element', id, 'hazards'],
    queryFn: async () => list((await body(api.GET('/api/register/elements/{id}/hazards', { params: { path: { id } } }))).items),
  });

export const partsQuery = (id: string) =>
  queryOptions({
    queryKey: ['element', id, 'parts'],
    queryFn: async () => list((await body(api.GET('/api/register/elements/{id}/parts', { params: { path: { id } } }))).items),
  });

/** One part of an element's file, read by itself. */
export const partQuery = (id: string, part: string, enabled = true) =>
  queryOptions({
    queryKey: ['element', id, 'part', part],
    enabled,
    queryFn: () => body(api.GET('/api/register/elements/{id}/parts/{part}', { params: { path: { id, part } } })),
  });

/** The lines and areas of a kind. */
export const shapesQuery = (kind: string) =>
  queryOptions({
    queryKey: ['shapes', kind],
    staleTime: 300_000,
    queryFn: async () => (await body(api.GET('/api/register/shapes', { params: { query: { kind } } }))) as unknown as GeoJSON.FeatureCollection,
  });

export interface ElementFilter {
  kind: string;
  q?: string;
  area?: string;
  risk?: Risk;
  /** Filters by attributes: "floors:30..". */
  where?: string[];
}

export const elementsQuery = (f: ElementFilter) =>
  infiniteQueryOptions({
    queryKey: ['elements', f],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      body(
        api.GET('/api/register/elements', {
          params: { query: { ...f, q: f.q || undefined, area: f.area || undefined, risk: f.risk || undefined, limit: 50, cursor: pageParam } },
        }),
      ),
    getNextPageParam: (last) => last.next || undefined,
  });

export const nearQuery = (lon: number | undefined, lat: number | undefined, kind: string, k = 6) =>
  queryOptions({
    queryKey: ['near', lon, lat, kind, k],
    enabled: lon !== undefined && lat !== undefined,
    queryFn: async () =>
      list((await body(api.GET('/api/register/near', { params: { query: { lon: lon!, lat: lat!, kind, k } } }))).items),
  });

export const pointsOf = (element: string) =>
  queryOptions({
    queryKey: ['points', element],
    enabled: element !== '',
    refetchInterval: 5_000,
    queryFn: async () =>
      list((await body(api.GET('/api/signal/points', { params: { query: { element, limit: 200 } } }))).items),
  });

export const valuesQuery = (point: string, hours: number) =>
  queryOptions({
    queryKey: ['values', point, hours],
    enabled: point !== '',
    refetchInterval: 3_000,
    queryFn: () => {
      const to = Date.now();
      const query = {
        from: new Date(to - hours * 3_600_000).toISOString(),
        to: new Date(to).toISOString(),
        step: `${Math.max(1, Math.round((hours * 3600) / 720))}s`,
      };
      return body(api.GET('/api/signal/points/{id}/values', { params: { path: { id: point }, query } }));
    },
  });

export const alarmQuery = (id: string) =>
  queryOptions({
    queryKey: ['alarm', id],
    enabled: id !== '',
    queryFn: async () => (await body(api.GET('/api/signal/alarms/{id}', { params: { path: { id } } }))) as AlarmDetail,
  });

export const warningsQuery = queryOptions({
  queryKey: ['warnings'],
  queryFn: () => everything((cursor) => body(api.GET('/api/monitor/warnings', { params: { query: { limit: 200, cursor } } }))),
});

export const incidentsQuery = queryOptions({
  queryKey: ['incidents'],
  queryFn: () => everything((cursor) => body(api.GET('/api/command/incidents', { params: { query: { limit: 200, cursor } } }))),
});

export const incidentQuery = (id: string) =>
  queryOptions({
    queryKey: ['incident', id],
    queryFn: () => body(api.GET('/api/command/incidents/{id}', { params: { path: { id } } })),
  });

export const recommendationsQuery = (id: string) =>
  queryOptions({
    queryKey: ['incident', id, 'recommendations'],
    staleTime: 30_000,
    queryFn: async () => list((await body(api.GET('/api/command/incidents/{id}/recommendations', { params: { path: { id } } }))).items),
  });

export const tasksQuery = (mine: boolean) =>
  queryOptions({
    queryKey: ['tasks', mine],
    queryFn: () => everything((cursor) => body(api.GET('/api/command/tasks', { params: { query: { mine, limit: 200, cursor } } }))),
  });

export const caseQuery = (id: string) =>
  queryOptions({
    queryKey: ['case', id],
    queryFn: async () => (await body(api.GET('/api/cases/{id}', { params: { path: { id } } }))) as CaseSheet,
  });

export const journalQuery = (id: string) =>
  queryOptions({
    queryKey: ['case', id, 'journal'],
    queryFn: async () => list((await body(api.GET('/api/cases/{id}/journal', { params: { path: { id } } }))).items),
  });

export const proceduresQuery = queryOptions({
  queryKey: ['procedures'],
  staleTime: 3_600_000,
  queryFn: async () => list((await body(api.GET('/api/procedures'))).items) as Procedure[],
});

export const inboxQuery = queryOptions({
  queryKey: ['inbox'],
  queryFn: async () => list((await body(api.GET('/api/inbox'))).items),
});

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: Infinity,
  retry: false,
  queryFn: async () => {
    try {
      return await body(api.GET('/api/session'));
    } catch (e) {
      if (e instanceof Problem && e.status === 401) return null;
      throw e;
    }
  },
});

/** The districts in the person's scope; none for those who see neither the register nor the desk. */
export function useAreas() {
  const { data: me } = useQuery(sessionQuery);
  return useQuery({ ...areasQuery, enabled: me?.permissions.some((p) => p === 'grid.element.read' || p === 'desk.case.read') ?? false });
}
