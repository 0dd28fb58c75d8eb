import type { Map } from 'maplibre-gl';
import { useEffect } from 'react';
import type { LonLat } from './geodesy';
import { useMap } from './map-view';

/** Hands the map to whoever stands around it, and takes it away again. */
export function OnMap({ set }: { set: (m: Map | undefined) => void }) {
  const map = useMap();
  useEffect(() => {
    set(map);
    return () => set(undefined);
  }, [map, set]);
  return null;
}

/** Looks where it is told (anew whenever `looks` changes), and tells where the map came to rest. */
export function ViewKeeper({ view, looks, onMove }: { view?: { centre: LonLat; zoom: number }; looks: number; onMove: (v: { centre: LonLat; zoom: number }) => void }) {
  const map = useMap();
  useEffect(() => {
    if (map && view) map.jumpTo({ center: view.centre, zoom: view.zoom });
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [map, looks]);
  useEffect(() => {
    if (!map) return;
    const rest = () => {
      const c = map.getCenter();
      onMove({ centre: [c.lng, c.lat], zoom: map.getZoom() });
    };
    const s = map.on('moveend', rest);
    return () => s.unsubscribe();
  }, [map, onMove]);
  return null;
}
