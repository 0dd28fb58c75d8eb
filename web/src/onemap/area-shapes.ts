import type { Area } from '@/api/types';
import { cells } from '@/map/cells';

/** The codes of the areas above one and itself, from the city down: "210102001" is in "210102". */
export function codesTo(area: string): string[] {
  const zone = /^(\d{6})[A-Z]/.exec(area);
  if (zone) return [zone[1]!, area];
  return [6, 9, 12, 15].filter((n) => n <= area.length).map((n) => area.slice(0, n));
}

/** What is above an area: "" for the whole city. */
export const above = (area: string): string => codesTo(area).at(-2) ?? '';

export interface Plot {
  area: Area;
  geometry?: GeoJSON.Geometry;
  /** The line is not an official one: it is halfway between the centres. */
  sketched: boolean;
}

/** Areas with their shapes: the official outline where there is one, else what is nearest to the area's centre. */
export function plots(areas: Area[], outlines: GeoJSON.FeatureCollection | undefined, around: GeoJSON.Geometry | undefined): Plot[] {
  const known = new Map((outlines?.features ?? []).map((f) => [String(f.properties?.code ?? f.id), f.geometry]));
  const rest = areas.filter((a) => !known.has(a.code) && a.level !== 'zone');
  const made = around && rest.length > 0 ? cells(around, rest) : new Map<string, GeoJSON.Geometry>();
  return areas.map((area) => ({ area, geometry: known.get(area.code) ?? made.get(area.code), sketched: !known.has(area.code) }));
}
