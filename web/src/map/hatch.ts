/** A picture that MapLibre repeats over an area. */
export interface Picture {
  width: number;
  height: number;
  data: Uint8Array;
}

/**
 * Slanted stripes as a picture that fits to itself on all sides. `period` is the distance from stripe to stripe along an
 * edge, in pixels, `width` how much of it is drawn; `lean` 1 rises to the right, -1 falls.
 */
export function hatch(colour: readonly [number, number, number], period: number, width: number, lean: 1 | -1): Picture {
  const data = new Uint8Array(period * period * 4);
  for (let y = 0; y < period; y++) {
    for (let x = 0; x < period; x++) {
      const on = (((x + lean * y) % period) + period) % period < width;
      data.set([...colour, on ? 230 : 0], (y * period + x) * 4);
    }
  }
  return { width: period, height: period, data };
}
