import type { Map } from 'maplibre-gl';

export interface Snapshot {
  url: string;
  /** CSS pixels of the map that was pictured. */
  width: number;
  height: number;
  /** Metres on the ground in one CSS pixel, in the middle. */
  metresPerPixel: number;
}

const paper: Record<string, string> = {
  '#071120': '#ffffff', '#04101f': '#ffffff', '#ffffff': '#10203a', '#e2eefc': '#10203a', '#cfe0f5': '#24364f', '#dfeafb': '#10203a',
  '#ffd83d': '#ad8b00', '#ff9f2e': '#d46b08', '#ff4d4f': '#d9001b', '#4aa3ff': '#0958d9', '#ffdede': '#8f0d16', '#3b0509': '#ffffff',
  '#5fe0ff': '#0b6a8a', '#18b6ff': '#cfe9f5', '#3a78b5': '#6b87a6', '#1b6fb3': '#3b8fd0', '#2a6fc9': '#9db9e0', '#c6d5ec': '#8195b3', '#f5a3ff': '#8a1aa3', '#5b6f8f': '#9aa7bb',
};
const colours = /-color$/;
type Paint = Parameters<Map['setPaintProperty']>[1];

/** The colours of the wall as those of paper: dark on white, the levels of risk in their darker set. */
export function onPaper(v: unknown): unknown {
  if (typeof v === 'string') return paper[v.toLowerCase()] ?? v;
  return Array.isArray(v) ? v.map(onPaper) : v;
}

/** A picture of the map as it stands, twice as fine, on white when it is for paper. The map looks as before afterwards. */
export async function snapshot(map: Map, forPaper: boolean): Promise<Snapshot> {
  const before: [layer: string, name: Paint, value: never][] = [];
  const ratio = map.getPixelRatio();
  if (forPaper) {
    for (const l of map.getStyle().layers) {
      for (const [name, value] of Object.entries(l.paint ?? {}) as [Paint, never][]) {
        if (!colours.test(name) || name === 'heatmap-color' || l.id === 'chosen-mask' || l.id === 'incident-glyph') continue;
        before.push([l.id, name, value]);
        map.setPaintProperty(l.id, name, onPaper(value) as never);
      }
    }
    if (map.getLayer('chosen-mask')) {
      before.push(['chosen-mask', 'fill-color', map.getPaintProperty('chosen-mask', 'fill-color') as never]);
      map.setPaintProperty('chosen-mask', 'fill-color', '#ffffff');
    }
  }
  // In the middle of the sheet, not of what the columns leave free.
  const padding = { ...map.getPadding() };
  map.jumpTo({ center: map.getCenter(), padding: { left: 0, right: 0, top: 0, bottom: 0 } });
  map.setPixelRatio(Math.max(2, ratio));
  try {
    return await picture(map);
  } finally {
    for (const [layer, name, value] of before) if (map.getLayer(layer)) map.setPaintProperty(layer, name, value);
    map.setPixelRatio(ratio);
    map.jumpTo({ center: map.getCenter(), padding });
  }
}

function picture(map: Map): Promise<Snapshot> {
  return new Promise((done) => {
    const take = () => {
      clearTimeout(late);
      map.off('idle', take);
      // The drawing buffer is only full while a frame is drawn.
      map.once('render', () => {
        const { clientWidth: width, clientHeight: height } = map.getContainer();
        const lat = map.getCenter().lat;
        const metresPerPixel = (40_075_016.686 * Math.cos((lat * Math.PI) / 180)) / (512 * 2 ** map.getZoom());
        done({ url: map.getCanvas().toDataURL('image/png'), width, height, metresPerPixel });
      });
      map.triggerRepaint();
    };
    const late = setTimeout(take, 8000);
    map.on('idle', take);
    map.triggerRepaint();
  });
}

/** A round length for a scale bar that is at most so many metres: 1, 2 or 5 and zeros. */
export function roundLength(most: number): number {
  const unit = 10 ** Math.floor(Math.log10(most));
  return [5, 2, 1].map((n) => n * unit).find((n) => n <= most) ?? unit;
}
