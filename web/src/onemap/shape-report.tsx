import { useMemo } from 'react';
import type { Kind } from '@/api/types';
import { useT } from '@/i18n/desk';
import { measure, polygonText, ringOf, whole } from '@/map/shape';
import { areaText } from './measure-words';
import { ReportPanel } from './report-panel';
import type { AreaTree } from './use-area-tree';
import { inside, type Here } from './use-here';
import type { MapState } from './use-map-state';

const names = { point: 'onemap.pointAround', line: 'onemap.lineAround', polygon: 'onemap.polygon', circle: 'onemap.circle' } as const;

/** What is inside of what is drawn, or, when nothing is, of the chosen area. */
export function ShapeReport(props: { state: MapState; tree: AreaTree; areaName: string; kinds: Kind[]; here: Here; onOpen: (id: string) => void; onClose: () => void }) {
  const { t } = useT();
  const { state: s, here } = props;
  const shape = !s.drawing.open && whole(s.drawing.shape) ? s.drawing.shape : undefined;
  const ring = useMemo(() => shape && ringOf(shape), [shape]);
  const city = props.tree.city?.code ?? '2101';
  const where = useMemo(() => (ring ? { polygon: polygonText(ring), area: s.area || undefined } : { area: s.area || city }), [ring, s.area, city]);
  const drawn = ring ? shape : undefined;
  const size = drawn && measure(drawn).area;
  return (
    <ReportPanel
      title={drawn ? t(names[drawn.kind]) : props.areaName}
      note={[drawn && s.area && t('onemap.onlyIn', { area: props.areaName }), size !== undefined && areaText(size, t)].filter(Boolean).join(' · ')}
      where={where}
      kinds={props.kinds}
      alarms={inside(here.alarms, drawn)}
      incidents={inside(here.incidents, drawn)}
      onOpen={props.onOpen}
      onClose={props.onClose}
    />
  );
}
