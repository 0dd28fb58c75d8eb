import type { GeoJSONSource, Map, MapLayerMouseEvent, MapMouseEvent, MapTouchEvent } from 'maplibre-gl';
import { useEffect, useMemo, useRef } from 'react';
import { drawFeatures } from './draw-features';
import type { DrawAct, Drawing } from './draw-state';
import { draw as after } from './draw-state';
import type { LonLat } from './geodesy';
import { slots } from './style';
import { useGeoLayers } from './use-layers';

const is = (part: string) => ['==', ['get', 'part'], part] as never;
const source = 'draw';
export const drawCorner = 'draw-corner';
export const drawMiddle = 'draw-middle';
const layers = [
  { id: 'draw-around', type: 'fill' as const, source, filter: is('around'), paint: { 'fill-color': '#f5a3ff', 'fill-opacity': 0.12 } },
  { id: 'draw-around-line', type: 'line' as const, source, filter: is('around'), paint: { 'line-color': '#f5a3ff', 'line-width': 1.5, 'line-dasharray': [3, 2] } },
  { id: 'draw-area', type: 'fill' as const, source, filter: is('area'), paint: { 'fill-color': '#f5a3ff', 'fill-opacity': 0.14 } },
  { id: 'draw-line', type: 'line' as const, source, filter: is('line'), layout: { 'line-join': 'round' as const }, paint: { 'line-color': '#f5a3ff', 'line-width': 2.4 } },
  { id: drawMiddle, type: 'circle' as const, source, filter: is('middle'), paint: { 'circle-radius': 4, 'circle-color': '#f5a3ff', 'circle-opacity': 0.7 } },
  {
    id: drawCorner,
    type: 'circle' as const,
    source,
    filter: is('corner'),
    paint: { 'circle-radius': 6, 'circle-color': '#ffffff', 'circle-stroke-color': '#b52bd1', 'circle-stroke-width': 2.4 },
  },
];

const placeOf = (e: { lngLat: { lng: number; lat: number } }): LonLat => [e.lngLat.lng, e.lngLat.lat];

/** What is drawn. While corners are set, a click sets one and a double click ends; later, corners can be dragged. */
export function DrawLayer({ drawing, edit, act }: { drawing: Drawing; edit: boolean; act: (a: DrawAct) => void }) {
  const data = useMemo(() => drawFeatures(drawing.shape, drawing.open, edit), [drawing.shape, drawing.open, edit]);
  const map = useGeoLayers(source, slots.top, layers, data);
  const now = useRef(drawing);
  now.current = drawing;
  const told = useRef(act);
  told.current = act;
  useEffect(() => (map && drawing.open ? setting(map, now, (a) => told.current(a)) : undefined), [map, drawing.open]);
  useEffect(() => (map && edit && !drawing.open ? dragging(map, now, (a) => told.current(a)) : undefined), [map, edit, drawing.open]);
  return null;
}

/** Shows a drawing as it would be, without telling anybody. */
const show = (map: Map, d: Drawing) => void map.getSource<GeoJSONSource>(source)?.setData(drawFeatures(d.shape, d.open, true));

function setting(map: Map, now: { current: Drawing }, act: (a: DrawAct) => void) {
  const canvas = map.getCanvas();
  const click = (e: MapMouseEvent) => {
    if (e.originalEvent.detail < 2) act({ do: 'add', at: placeOf(e) });
  };
  const end = (e: MapMouseEvent) => {
    e.preventDefault();
    act({ do: 'finish' });
  };
  const move = (e: MapMouseEvent) => {
    canvas.style.cursor = 'crosshair';
    const d = now.current;
    if (d.shape && d.shape.points.length > 0) show(map, { ...d, shape: { ...d.shape, points: [...d.shape.points, placeOf(e)] } });
  };
  map.doubleClickZoom.disable();
  map.on('click', click);
  map.on('dblclick', end);
  map.on('mousemove', move);
  canvas.style.cursor = 'crosshair';
  return () => {
    map.off('click', click);
    map.off('dblclick', end);
    map.off('mousemove', move);
    map.doubleClickZoom.enable();
    canvas.style.cursor = '';
    if (map.style) show(map, now.current);
  };
}

function dragging(map: Map, now: { current: Drawing }, act: (a: DrawAct) => void) {
  const handles = [drawCorner, drawMiddle];
  let from: Drawing | undefined;
  let n = -1;
  const grab = (e: MapLayerMouseEvent | (MapTouchEvent & { features?: { layer: { id: string }; properties: Record<string, unknown> }[] })) => {
    const f = e.features?.[0];
    if (!f || 'button' in e.originalEvent && e.originalEvent.button !== 0) return;
    e.preventDefault();
    n = Number(f.properties.n);
    from = now.current;
    if (f.layer.id === drawMiddle) {
      const insert: DrawAct = { do: 'insert', after: n, at: placeOf(e) };
      act(insert);
      from = after(from, insert);
      n++;
    }
  };
  const move = (e: MapMouseEvent | MapTouchEvent) => {
    if (from) show(map, after(from, { do: 'move', n, at: placeOf(e) }));
  };
  const drop = (e: MapMouseEvent | MapTouchEvent) => {
    if (from) act({ do: 'move', n, at: placeOf(e) });
    from = undefined;
  };
  const remove = (e: MapLayerMouseEvent) => {
    e.preventDefault();
    const f = e.features?.[0];
    if (f) act({ do: 'remove', n: Number(f.properties.n) });
  };
  const over = () => (map.getCanvas().style.cursor = 'move');
  const out = () => (map.getCanvas().style.cursor = '');
  const subscriptions = [
    map.on('mousedown', handles, grab),
    map.on('touchstart', handles, grab),
    map.on('mousemove', move),
    map.on('touchmove', move),
    map.on('mouseup', drop),
    map.on('touchend', drop),
    map.on('contextmenu', [drawCorner], remove),
    map.on('mouseenter', handles, over),
    map.on('mouseleave', handles, out),
  ];
  return () => subscriptions.forEach((s) => s.unsubscribe());
}
