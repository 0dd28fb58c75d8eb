import { useState } from 'react';
import { useT } from '@/i18n/desk';
import { AreaLayers } from '@/map/area-layers';
import { FlyTo, PickPlace } from '@/map/interact';
import MapView from '@/map/map-view';

/** The map on which the place of the question is chosen. */
export default function WhoMap(props: { place?: { lon: number; lat: number }; onPick: (lon: number, lat: number) => void }) {
  const { t } = useT();
  const [start] = useState(props.place);
  return (
    <MapView label={t('duty.whoHint')}>
      <AreaLayers fit={!start} />
      <PickPlace lon={props.place?.lon} lat={props.place?.lat} onPick={props.onPick} />
      <FlyTo lon={start?.lon} lat={start?.lat} />
    </MapView>
  );
}
