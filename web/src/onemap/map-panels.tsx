import { useQuery } from '@tanstack/react-query';
import { kindsQuery } from '@/api/queries';
import { useT } from '@/i18n/desk';
import { Loaded } from '@/kit/states';
import { BookmarkPanel } from './bookmark-panel';
import { DrawPanel } from './draw-panel';
import { eventLayers, useHappenings } from './event-kinds';
import { FloatingPanel } from './floating-panel';
import { LayerPanel } from './layer-panel';
import { ThemePanel } from './theme-panel';
import type { PanelName } from './toolbar';
import type { useFour } from './use-four';
import type { Gaps } from './use-gaps';
import { useLayerCounts } from './use-layer-counts';
import type { MapState } from './use-map-state';

const titles = { layers: 'map.layers', draw: 'onemap.draw', theme: 'onemap.theme', marks: 'onemap.marks' } as const;

export interface MapPanelsProps {
  panel: PanelName | '';
  onClose: () => void;
  state: MapState;
  areaName: string;
  four: ReturnType<typeof useFour>;
  gaps: Gaps;
  onReport: () => void;
  onShare: () => void;
}

/** The panel that is open below the tools; one at a time. */
export function MapPanels(props: MapPanelsProps) {
  const { t } = useT();
  const { panel, state: s } = props;
  if (!panel) return null;
  return (
    <FloatingPanel key={panel} title={t(titles[panel])} onClose={props.onClose}>
      {panel === 'layers' && <Layers {...props} />}
      {panel === 'draw' && <DrawPanel drawing={s.drawing} act={s.act} onReport={props.onReport} />}
      {panel === 'theme' && <ThemePanel theme={s.theme} onTheme={s.setTheme} {...props.four} gaps={props.gaps} area={s.area} onChoose={s.setArea} />}
      {panel === 'marks' && <BookmarkPanel parts={s.parts} onOpen={s.open} onShare={props.onShare} />}
    </FloatingPanel>
  );
}

function Layers({ state: s, areaName }: MapPanelsProps) {
  const kinds = useQuery(kindsQuery);
  const countOf = useLayerCounts(s.layers, s.area);
  const happens = useHappenings(s.layers, s.area, true);
  const events = happens.may ? eventLayers : [];
  return <Loaded of={kinds}>{(list) => <LayerPanel kinds={[...list, ...events]} layers={s.layers} onChange={s.setLayers} countOf={(k) => (k.startsWith('ev-') ? happens.countOf(k) : countOf(k))} areaName={areaName} />}</Loaded>;
}
