import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { kindsQuery, openAlarms, recommendationsQuery } from '@/api/queries';
import type { Incident } from '@/api/types';
import { useMay } from '@/app/session';
import { useT } from '@/i18n/desk';
import { AlarmLayer } from '@/map/alarm-layer';
import { AreaLayers } from '@/map/area-layers';
import { IncidentLayer, PinLayer } from '@/map/event-layers';
import { FlyTo } from '@/map/interact';
import MapView from '@/map/map-view';

/** The scene with the recommended teams and depots around it. */
export default function IncidentMap({ incident: i }: { incident: Incident }) {
  const { t } = useT();
  const seesAlarms = useMay('signal.alarm.read');
  const alarms = useQuery({ ...openAlarms, enabled: seesAlarms });
  const kinds = useQuery(kindsQuery);
  const recommended = useQuery(recommendationsQuery(i.id));
  const here = useMemo(() => [i], [i]);
  const pins = useMemo(() => {
    const style = (kind: string) => kinds.data?.find((k) => k.name === kind)?.style;
    return (recommended.data ?? []).flatMap((g) => g.items).map((e) => ({
      id: e.id,
      name: e.kind === 'camera' || e.kind === 'expert' ? '' : e.name,
      lon: e.lon,
      lat: e.lat,
      colour: style(e.kind)?.colour ?? '#4aa3ff',
      glyph: style(e.kind)?.glyph ?? '',
    }));
  }, [recommended.data, kinds.data]);
  const near = useMemo(() => (alarms.data ?? []).filter((a) => a.state !== 'shelved'), [alarms.data]);
  return (
    <MapView label={t('incident.mapHint')}>
      <AreaLayers />
      <PinLayer pins={pins} />
      <AlarmLayer alarms={near} />
      <IncidentLayer incidents={here} />
      <FlyTo lon={i.lon} lat={i.lat} zoom={11.5} />
    </MapView>
  );
}
