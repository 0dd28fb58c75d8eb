import { useMemo } from 'react';
import { useQuery } from '@tanstack/react-query';
import { kindsQuery } from '@/api/queries';
import type { ElementView } from '@/api/types';
import { useT } from '@/i18n/desk';
import { AreaLayers } from '@/map/area-layers';
import { PinLayer } from '@/map/event-layers';
import { FlyTo } from '@/map/interact';
import MapView from '@/map/map-view';
import { OneShape } from '@/map/shape-layers';

/** Where an element stands, its shape, and what belongs to it. */
export default function FileMap({ e }: { e: ElementView }) {
  const { t } = useT();
  const kinds = useQuery(kindsQuery);
  const pins = useMemo(() => {
    const style = (kind: string) => kinds.data?.find((k) => k.name === kind)?.style;
    const pin = (x: { id: string; kind: string; name: string; lon: number; lat: number }, named: boolean) => ({
      id: x.id,
      name: named ? x.name : '',
      lon: x.lon,
      lat: x.lat,
      colour: style(x.kind)?.colour ?? '#4aa3ff',
      glyph: style(x.kind)?.glyph ?? '',
    });
    return [...e.children.flatMap((g) => g.items.map((x) => pin(x, g.items.length <= 6))), pin(e, true)];
  }, [e, kinds.data]);
  const shape = e.shape as unknown as GeoJSON.Geometry | undefined;
  return (
    <MapView label={t('file.mapList')}>
      <AreaLayers />
      <OneShape shape={shape} colour={kinds.data?.find((k) => k.name === e.kind)?.style.colour ?? '#4aa3ff'} />
      <PinLayer pins={pins} />
      <FlyTo lon={e.lon} lat={e.lat} zoom={shape ? 12 : 15} />
    </MapView>
  );
}
