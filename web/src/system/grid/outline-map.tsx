import type { FeatureCollection, Position } from 'geojson';
import { useEffect } from 'react';
import { useMap } from '@/map/map-view';
import { slots } from '@/map/style';
import { useGeoLayers } from '@/map/use-layers';

/** What outlines are drawn as, by their property "of". */
export const outlineColour = { before: '#8fa3bf', after: '#5fe0ff', gained: '#3ddc84', lost: '#ff9f2e', fault: '#ff4d4f' } as const;

const is = (of: string) => ['==', ['get', 'of'], of] as never;
const fill = (of: keyof typeof outlineColour, opacity: number) => ({ id: `outlines-${of}-fill`, type: 'fill' as const, source: 'outlines', filter: is(of), paint: { 'fill-color': outlineColour[of], 'fill-opacity': opacity } });
const line = (of: keyof typeof outlineColour, width: number, dashes?: number[]) => ({
  id: `outlines-${of}-line`,
  type: 'line' as const,
  source: 'outlines',
  filter: is(of),
  paint: { 'line-color': outlineColour[of], 'line-width': width, ...(dashes && { 'line-dasharray': dashes }) },
});
const layers = [fill('after', 0.1), fill('gained', 0.45), fill('lost', 0.45), fill('fault', 0.6), line('before', 1.5, [3, 2]), line('after', 1.8), line('fault', 3)];

/** Outlines and their differences on the map, which is moved to show all of them. */
export function OutlineMap({ shown }: { shown: FeatureCollection }) {
  const map = useMap();
  useGeoLayers('outlines', slots.areas, layers, shown);
  useEffect(() => {
    if (!map) return;
    let [west, south, east, north] = [180, 90, -180, -90];
    const walk = (c: unknown): void => {
      if (!Array.isArray(c)) return;
      if (typeof c[0] !== 'number') return c.forEach(walk);
      const [x, y] = c as Position as [number, number];
      [west, south, east, north] = [Math.min(west, x), Math.min(south, y), Math.max(east, x), Math.max(north, y)];
    };
    for (const f of shown.features) if ('coordinates' in f.geometry) walk(f.geometry.coordinates);
    if (west <= east) map.fitBounds([west, south, east, north], { padding: 40, duration: 0, maxZoom: 15 });
  }, [map, shown]);
  return null;
}
