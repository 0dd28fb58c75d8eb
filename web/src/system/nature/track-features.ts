import type { TyphoonView } from '@/api/watch';
import { shanghai } from '@/kit/time';

const circleColour: Record<number, string> = { 7: '#ffd83d', 10: '#ff9f2e', 12: '#ff4d4f' };

/** The track, its circles and its doubt as features of the map. */
export function features(v: TyphoonView): GeoJSON.FeatureCollection {
  const line = (list: { lon: number; lat: number }[], dashed: boolean): GeoJSON.Feature => ({ type: 'Feature', properties: { colour: '#e6eefb', dashed, width: 2.2 }, geometry: { type: 'LineString', coordinates: list.map((f) => [f.lon, f.lat]) } });
  const track = v.bulletin.track;
  const seen = track.filter((f) => !f.forecast);
  const coming = track.filter((f) => f.forecast);
  const last = seen[seen.length - 1];
  return {
    type: 'FeatureCollection',
    features: [
      ...v.doubts.map((r): GeoJSON.Feature => ({ type: 'Feature', properties: { colour: '#b4c4dc', fill: 0.06, dashed: true }, geometry: { type: 'Polygon', coordinates: [r.ring as number[][]] } })),
      ...v.circles.map((r): GeoJSON.Feature => ({ type: 'Feature', properties: { colour: circleColour[r.beaufort ?? 7] ?? '#ffd83d', fill: 0.14 }, geometry: { type: 'Polygon', coordinates: [r.ring as number[][]] } })),
      ...(seen.length > 1 ? [line(seen, false)] : []),
      ...(coming.length > 0 && last ? [line([last, ...coming], true)] : []),
      ...track.filter((_, i) => i % 2 === 0).map((f): GeoJSON.Feature => ({ type: 'Feature', properties: { colour: '#e6eefb', word: shanghai(f.at, 'minute').slice(5) }, geometry: { type: 'Point', coordinates: [f.lon, f.lat] } })),
    ],
  };
}
