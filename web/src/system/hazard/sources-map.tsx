import { useMemo } from 'react';
import type { WatchedSource } from '@/api/watch';
import { useT } from '@/i18n/desk';
import { AreaLayers } from '@/map/area-layers';
import { PinLayer } from '@/map/event-layers';
import MapView from '@/map/map-view';
import { OneShape } from '@/map/shape-layers';
import { severityColour } from '@/map/style';

/** Sources on the map: the colour is the worst open alarm, the word its count. */
export default function SourcesMap({ sources, shape }: { sources: WatchedSource[]; shape?: GeoJSON.Geometry }) {
  const { t } = useT();
  const pins = useMemo(
    () =>
      sources.map((s) => ({
        id: s.id,
        name: s.alarms > 0 ? `${s.name} · ${t('hazard.alarms')} ${s.alarms}` : sources.length <= 12 ? s.name : '',
        lon: s.lon,
        lat: s.lat,
        colour: s.worst ? severityColour[s.worst] : '#6fd08c',
        glyph: s.level > 0 ? String(s.level) : '',
      })),
    [sources, t],
  );
  return (
    <MapView label={t('hazard.map')}>
      <AreaLayers fit />
      {shape && <OneShape shape={shape} colour="#ff9f2e" />}
      <PinLayer pins={pins} />
    </MapView>
  );
}
