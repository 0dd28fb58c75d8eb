import type { FeatureCollection } from 'geojson';
import type { MapMouseEvent } from 'maplibre-gl';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { CellDraft } from '@/api/types';
import { useMap } from '@/map/map-view';
import { slots } from '@/map/style';
import { useGeoLayers } from '@/map/use-layers';

export type Tool = 'split' | 'merge' | 'move' | 'frame' | undefined;
type Corner = [number, number];

export interface Shown {
  id: string;
  cells: { code: string; name: string; ring: number[][] }[];
  faults: CellDraft['faults'];
}

const cellLayers = [
  { id: 'cells-fill', type: 'fill' as const, source: 'cells', paint: { 'fill-color': ['case', ['get', 'chosen'], '#ffd83d', '#2a6fc9'] as never, 'fill-opacity': 0.28 } },
  { id: 'cells-line', type: 'line' as const, source: 'cells', paint: { 'line-color': '#5fe0ff', 'line-width': 1.6 } },
];
const faultLayers = [
  { id: 'faults-fill', type: 'fill' as const, source: 'faults', paint: { 'fill-color': '#ff4d4f', 'fill-opacity': 0.6 } },
  { id: 'faults-line', type: 'line' as const, source: 'faults', paint: { 'line-color': '#ff4d4f', 'line-width': 3 } },
];
const drawLayers = [
  { id: 'draw-line', type: 'line' as const, source: 'draw', paint: { 'line-color': '#ffffff', 'line-width': 2, 'line-dasharray': [2, 1] } },
  { id: 'draw-point', type: 'circle' as const, source: 'draw', paint: { 'circle-radius': 4, 'circle-color': '#ffffff' } },
];

interface Props {
  shown: Shown;
  tool: Tool;
  chosen: string[];
  middle?: Corner;
  onChoose: (code: string) => void;
  onLine: (line: Corner[]) => void;
  onMove: (from: Corner, to: Corner) => void;
}

/** The cells, their faults, and what is being drawn; clicks become choices, lines and moves. */
export function CellMap(props: Props) {
  const map = useMap();
  const now = useRef(props);
  now.current = props;
  const [line, setLine] = useState<Corner[]>([]);
  const drawn = useRef<Corner[]>([]);
  const put = (l: Corner[]) => {
    drawn.current = l;
    setLine(l);
  };
  useEffect(() => put([]), [props.tool, props.shown]);

  const cells = useMemo<FeatureCollection>(
    () => ({
      type: 'FeatureCollection',
      features: props.shown.cells.map((c) => ({ type: 'Feature', properties: { code: c.code, chosen: props.chosen.includes(c.code) }, geometry: { type: 'Polygon', coordinates: [c.ring] } })),
    }),
    [props.shown, props.chosen],
  );
  const faults = useMemo<FeatureCollection>(
    () => ({ type: 'FeatureCollection', features: props.shown.faults.filter((f) => f.shape).map((f) => ({ type: 'Feature', properties: {}, geometry: f.shape as never })) }),
    [props.shown],
  );
  const draw = useMemo<FeatureCollection>(
    () => ({
      type: 'FeatureCollection',
      features: [
        ...(line.length > 1 ? [{ type: 'Feature' as const, properties: {}, geometry: { type: 'LineString' as const, coordinates: line } }] : []),
        ...line.map((c) => ({ type: 'Feature' as const, properties: {}, geometry: { type: 'Point' as const, coordinates: c } })),
      ],
    }),
    [line],
  );
  useGeoLayers('cells', slots.areas, cellLayers, cells);
  useGeoLayers('faults', slots.elements, faultLayers, faults);
  useGeoLayers('draw', slots.top, drawLayers, draw);

  const { id, cells: list } = props.shown;
  const [lon, lat] = props.middle ?? [];
  useEffect(() => {
    if (!map) return;
    const all = list.flatMap((c) => c.ring);
    if (all.length > 0) {
      const xs = all.map((c) => c[0]!);
      const ys = all.map((c) => c[1]!);
      map.fitBounds([Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)], { padding: 40, duration: 0, maxZoom: 17 });
    } else if (lon !== undefined && lat !== undefined) map.jumpTo({ center: [lon, lat], zoom: 15 });
    // Only another draft or community moves the map.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [map, id, lon, lat]);

  useEffect(() => {
    if (!map) return;
    map.doubleClickZoom.disable();
    const nearest = (e: MapMouseEvent): Corner | undefined => {
      let best: Corner | undefined;
      let least = 12;
      for (const c of now.current.shown.cells) {
        for (const k of c.ring) {
          const p = map.project([k[0]!, k[1]!]);
          const d = Math.hypot(p.x - e.point.x, p.y - e.point.y);
          if (d < least) [best, least] = [[k[0]!, k[1]!], d];
        }
      }
      return best;
    };
    const click = (e: MapMouseEvent) => {
      const p = now.current;
      const at: Corner = [e.lngLat.lng, e.lngLat.lat];
      const under = map.queryRenderedFeatures(e.point, { layers: ['cells-fill'] })[0]?.properties.code as string | undefined;
      if (p.tool === 'move') {
        const from = drawn.current[0];
        if (!from) {
          const corner = nearest(e);
          if (corner) put([corner]);
        } else {
          put([]);
          p.onMove(from, nearest(e) ?? at);
        }
      } else if (p.tool === 'frame' || (p.tool === 'split' && p.chosen.length > 0)) put([...drawn.current, at]);
      else if (under) p.onChoose(under);
    };
    const end = (e: MapMouseEvent) => {
      e.preventDefault();
      const l = drawn.current.filter((c, i) => i === 0 || c[0] !== drawn.current[i - 1]![0] || c[1] !== drawn.current[i - 1]![1]);
      put([]);
      if (l.length > 1) now.current.onLine(l);
    };
    map.on('click', click);
    map.on('dblclick', end);
    return () => {
      map.off('click', click);
      map.off('dblclick', end);
    };
  }, [map]);
  return null;
}
