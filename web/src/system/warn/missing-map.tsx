import { useEffect, useMemo, useState } from 'react';
import type { Receiver } from '@/api/warn';
import { useT } from '@/i18n/desk';
import { AreaLayers } from '@/map/area-layers';
import MapView from '@/map/map-view';
import { slots } from '@/map/style';
import { points, useGeoLayers } from '@/map/use-layers';

const source = 'warn-receivers';
const layers = [
  {
    id: 'warn-receivers-dot',
    type: 'circle' as const,
    source,
    paint: {
      'circle-radius': 4,
      'circle-color': ['match', ['get', 'state'], 'reached', '#4aa3ff', 'unconfirmed', '#ffd83d', '#ff4d4f'] as never,
      'circle-stroke-color': '#071120',
      'circle-stroke-width': 1,
    },
  },
];

function Dots({ items }: { items: Receiver[] }) {
  const data = useMemo(() => points(items.map((r) => ({ lon: r.lon ?? undefined, lat: r.lat ?? undefined, properties: { code: String(r.n), name: r.name, state: r.state } }))), [items]);
  const map = useGeoLayers(source, slots.top, layers, data);
  const [near, setNear] = useState(false);
  useEffect(() => {
    const places = data.features.map((f) => (f.geometry as GeoJSON.Point).coordinates as [number, number]);
    if (!map || near || places.length === 0) return;
    const [x, y] = [places.map((p) => p[0]), places.map((p) => p[1])];
    map.fitBounds([Math.min(...x), Math.min(...y), Math.max(...x), Math.max(...y)], { padding: 40, maxZoom: 12, duration: 0 });
    setNear(true); // once: who looks around is left alone
  }, [map, data, near]);
  return null;
}

/** Where those are who have not confirmed: red not reached, yellow sent without a receipt. */
export default function MissingMap({ items }: { items: Receiver[] }) {
  const { t } = useT();
  return (
    <div className="warn-map">
      <MapView label={t('warn.missingMap')}>
        <AreaLayers />
        <Dots items={items} />
      </MapView>
    </div>
  );
}
