import type { Map } from 'maplibre-gl';
import { shapeKinds } from '@/map/shape';
import { above } from './area-shapes';
import { useKeys, type Keys } from './keys';
import type { Tool } from './toolbar';
import type { MapState } from './use-map-state';
import type { Replay } from './use-replay';

export interface KeyedMap {
  map?: Map;
  state: MapState;
  replay: Replay;
  panel: string;
  onTool: (t: Tool) => void;
  onReport: () => void;
  onShare: () => void;
  onHome: () => void;
  /** Closes the topmost thing that is open. */
  onEscape: () => void;
}

const pan = 120;

/** The map moves and zooms by its own keys when it has the focus. */
const unlessOnMap = (f: (e: KeyboardEvent) => void) => (e: KeyboardEvent) => {
  if (!(e.target as HTMLElement).closest?.('.maplibregl-canvas')) f(e);
};

/** The keys of the map; the sheet behind "?" lists them. */
export function useMapKeys({ map, state: s, replay, panel, ...on }: KeyedMap) {
  const tool = (t: Tool) => () => on.onTool(t);
  const drawing = s.drawing;
  const keys: Keys = {
    '?': tool('keys'),
    l: tool('layers'),
    d: tool('draw'),
    t: tool('theme'),
    b: tool('marks'),
    r: tool('replay'),
    p: tool('print'),
    w: tool('wall'),
    s: on.onShare,
    i: on.onReport,
    h: on.onHome,
    '/': (e) => {
      e.preventDefault();
      document.querySelector<HTMLInputElement>('.map-search input')?.focus();
    },
    Escape: on.onEscape,
    Backspace: (e) => {
      e.preventDefault();
      if (drawing.open) s.act({ do: 'undo' });
      else if (s.area) s.setArea(above(s.area));
    },
    'ctrl+z': (e) => {
      e.preventDefault();
      s.act({ do: 'undo' });
    },
    'ctrl+y': (e) => {
      e.preventDefault();
      s.act({ do: 'redo' });
    },
    Enter: () => s.act({ do: 'finish' }),
    '+': unlessOnMap(() => map?.zoomIn()),
    '=': unlessOnMap(() => map?.zoomIn()),
    '-': unlessOnMap(() => map?.zoomOut()),
    ' ': (e) => {
      e.preventDefault();
      if (drawing.open && map) s.act({ do: 'add', at: map.getCenter().toArray() });
      else if (replay.on) replay.setPlaying(!replay.playing);
    },
  };
  const arrows: [string, number, number][] = [['ArrowLeft', -pan, 0], ['ArrowRight', pan, 0], ['ArrowUp', 0, -pan], ['ArrowDown', 0, pan]];
  for (const [key, x, y] of arrows) {
    keys[key] = unlessOnMap((e) => {
      e.preventDefault();
      map?.panBy([x, y], { duration: 150 });
    });
  }
  if (replay.on) {
    keys[','] = () => replay.go(replay.at - replay.step);
    keys['.'] = () => replay.go(replay.at + replay.step);
  }
  if (drawing.shape && !drawing.open) keys.Delete = () => s.act({ do: 'delete' });
  if (panel === 'draw') {
    for (const [i, kind] of shapeKinds.entries()) keys[String(i + 1)] = () => s.act({ do: 'begin', kind });
  }
  useKeys(keys);
}
