import { useT } from '@/i18n/desk';
import { AreaLayers } from '@/map/area-layers';
import { IncidentLayer } from '@/map/event-layers';
import { FlyTo, PickPlace } from '@/map/interact';
import MapView from '@/map/map-view';
import { useQuery } from '@tanstack/react-query';
import { incidentsQuery } from '@/api/queries';
import { useMemo, useState } from 'react';

/** The map on which the place of a report is chosen. */
export default function PlaceMap(props: { place?: { lon: number; lat: number }; onPick: (lon: number, lat: number) => void }) {
  const { t } = useT();
  const incidents = useQuery(incidentsQuery);
  const [start] = useState(props.place);
  const open = useMemo(() => (incidents.data ?? []).filter((i) => !i.closed), [incidents.data]);
  return (
    <MapView label={t('map.pick')}>
      <AreaLayers fit={!start} />
      <IncidentLayer incidents={open} />
      <PickPlace lon={props.place?.lon} lat={props.place?.lat} onPick={props.onPick} />
      <FlyTo lon={start?.lon} lat={start?.lat} />
    </MapView>
  );
}
