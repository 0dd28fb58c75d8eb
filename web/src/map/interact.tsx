import * as maplibregl from 'maplibre-gl';
import type { MapGeoJSONFeature, MapMouseEvent } from 'maplibre-gl';
import { useEffect, useRef } from 'react';
import { alarmDot } from './alarm-layer';
import { incidentDot } from './event-layers';
import { happeningDot } from './happening-layer';
import type { LonLat } from './geodesy';
import { useMap } from './map-view';

export type Picked = { what: 'alarm' | 'incident' | 'event' | 'element'; id: string };

const reach = 7;
/** The zoom from which a click on a point that stands for many is for that point. */
const apart = 10;

/** Tells what is clicked and where, and names what the mouse is over: alarms before incidents before elements. */
export function PickThings({ onPick, asleep = false }: { onPick: (p: Picked | undefined, at: LonLat) => void; asleep?: boolean }) {
  const map = useMap();
  const pick = useRef(onPick);
  pick.current = onPick;
  useEffect(() => {
    if (!map || asleep) return;
    const hint = new maplibregl.Popup({ closeButton: false, closeOnClick: false, className: 'map-hint', offset: 10 });
    const under = (e: MapMouseEvent): MapGeoJSONFeature | undefined => {
      const box: [maplibregl.PointLike, maplibregl.PointLike] = [
        [e.point.x - reach, e.point.y - reach],
        [e.point.x + reach, e.point.y + reach],
      ];
      const found = map.queryRenderedFeatures(box).filter((f) => whatOf(f.layer.id) !== undefined);
      return found.toSorted((a, b) => order(a.layer.id) - order(b.layer.id))[0];
    };
    const click = (e: MapMouseEvent) => {
      const f = under(e);
      let what = f && whatOf(f.layer.id);
      // A point that stands for many has no id. Far away such points are everywhere, so the click is for the ground; nearer
      // it means these: come nearer still, until they are apart.
      if (what === 'element' && !f?.properties.id) {
        if (map.getZoom() >= apart) {
          map.easeTo({ center: e.lngLat, zoom: map.getZoom() + 2, duration: 300 });
          return;
        }
        what = undefined;
      }
      pick.current(f && what ? { what, id: String(f.properties.id ?? f.id ?? '') } : undefined, [e.lngLat.lng, e.lngLat.lat]);
    };
    let last = 0;
    const move = (e: MapMouseEvent) => {
      const now = performance.now();
      if (now - last < 40) return;
      last = now;
      const f = under(e);
      map.getCanvas().style.cursor = f ? 'pointer' : '';
      if (f?.properties.name && f.geometry.type === 'Point') {
        hint.setLngLat(f.geometry.coordinates as [number, number]).setText(String(f.properties.name)).addTo(map);
      } else hint.remove();
    };
    map.on('click', click);
    map.on('mousemove', move);
    return () => {
      map.off('click', click);
      map.off('mousemove', move);
      hint.remove();
    };
  }, [map, asleep]);
  return null;
}

function whatOf(layer: string): Picked['what'] | undefined {
  if (layer === alarmDot) return 'alarm';
  if (layer === incidentDot) return 'incident';
  if (layer === happeningDot) return 'event';
  return layer.startsWith('kind-') && !layer.endsWith('-label') ? 'element' : undefined;
}
const order = (layer: string) => ['alarm', 'incident', 'event', 'element'].indexOf(whatOf(layer) ?? '');

/** Chooses a place by a click, and shows it with a draggable pin. */
export function PickPlace(props: { lon?: number; lat?: number; onPick: (lon: number, lat: number) => void }) {
  const map = useMap();
  const pick = useRef(props.onPick);
  pick.current = props.onPick;
  const { lon, lat } = props;
  useEffect(() => {
    if (!map) return;
    const click = (e: MapMouseEvent) => pick.current(round(e.lngLat.lng), round(e.lngLat.lat));
    map.on('click', click);
    map.getCanvas().style.cursor = 'crosshair';
    return () => {
      map.off('click', click);
    };
  }, [map]);
  useEffect(() => {
    if (!map || lon === undefined || lat === undefined) return;
    const pin = new maplibregl.Marker({ color: '#d4232b', draggable: true }).setLngLat([lon, lat]).addTo(map);
    pin.on('dragend', () => {
      const at = pin.getLngLat();
      pick.current(round(at.lng), round(at.lat));
    });
    return () => {
      pin.remove();
    };
  }, [map, lon, lat]);
  return null;
}

const round = (n: number) => Math.round(n * 1e5) / 1e5;

/** Moves the map to a place: at once when the map opens there, in a flight when the place changes later. */
export function FlyTo({ lon, lat, zoom = 13 }: { lon?: number; lat?: number; zoom?: number }) {
  const map = useMap();
  const opened = useRef(false);
  useEffect(() => {
    if (!map) return;
    const still = !opened.current || matchMedia('(prefers-reduced-motion: reduce)').matches;
    opened.current = true;
    if (lon === undefined || lat === undefined) return;
    map.flyTo({ center: [lon, lat], zoom: Math.max(map.getZoom(), zoom), duration: still ? 0 : 900 });
  }, [map, lon, lat, zoom]);
  return null;
}
