import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { areasBelowQuery, outlinesQuery } from '@/api/queries';
import type { Area } from '@/api/types';
import { codesTo, plots, type Plot } from './area-shapes';

export interface AreaTree {
  city?: Area;
  /** The areas on the way down, the chosen one last; none for the whole city. */
  path: Plot[];
  chosen?: Plot;
  /** What is right below the chosen area. */
  below: Plot[];
  districts: Plot[];
  ready: boolean;
}

const merged = (...c: (GeoJSON.FeatureCollection | undefined)[]): GeoJSON.FeatureCollection => ({ type: 'FeatureCollection', features: c.flatMap((x) => x?.features ?? []) });

/** The chosen area with its names and shapes, and those below it. */
export function useAreaTree(area: string): AreaTree {
  const codes = useMemo(() => codesTo(area), [area]);
  const top = useQuery(areasBelowQuery(''));
  const city = top.data?.[0];
  const parents = [city?.code ?? '2101', ...codes];
  const lists = useQueries({ queries: parents.map((p) => ({ ...areasBelowQuery(p), enabled: city !== undefined })) });
  const deep = codes.length;
  const district = useQuery(outlinesQuery('district'));
  const street = useQuery({ ...outlinesQuery('street'), enabled: deep > 0 });
  const zone = useQuery({ ...outlinesQuery('zone'), enabled: deep > 0 });
  const community = useQuery({ ...outlinesQuery('community'), enabled: deep > 1 });
  const data = lists.map((l) => l.data);
  const known = [district.data, merged(street.data, zone.data), community.data];
  return useMemo(() => {
    const path: Plot[] = [];
    let level = plots(data[0] ?? [], known[0], undefined);
    const districts = level;
    for (const [i, code] of codes.entries()) {
      const here = level.find((p) => p.area.code === code);
      if (!here) break;
      path.push(here);
      level = plots(data[i + 1] ?? [], known[i + 1], here.geometry);
    }
    return { city, path, chosen: path.at(-1), below: level, districts, ready: data.every((d) => d !== undefined) };
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [city, codes, ...data, district.data, street.data, zone.data, community.data]);
}
