import type { ColourMap } from './colour-maps.js';

/** Red, green, blue, alpha (opacity), 0 to 255 each. */
export type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

export interface ColourStop {
  readonly value: number;
  readonly colour: Rgba;
}

/** Which colour a value between two stops has: mixed, that of the nearer stop, or none (as beyond the ends). */
export type ColourSelection = 'interpolate' | 'nearest' | 'exact';

/** Colours by value. Plain JSON. */
export interface ColourTable {
  /**
   * Ascending. Two of one value are a step: values below it are mixed with the colour of the first, the value itself has the
   * colour of the second.
   */
  readonly stops: readonly ColourStop[];
  /** Of missing samples. */
  readonly missing: Rgba;
  readonly selection: ColourSelection;
}

export const TRANSPARENT: Rgba = [0, 0, 0, 0];

/** A colour map between two values. */
export function mapTable({ anchors }: ColourMap, min: number, max: number): ColourTable {
  const last = anchors.length - 1;
  const stops = anchors.map((anchor, i): ColourStop => {
    const [red, green, blue] = [0, 2, 4].map((at) => Number.parseInt(anchor.slice(at, at + 2), 16));
    const value = i === last ? max : min + ((max - min) * i) / last;
    return { value, colour: [red!, green!, blue!, 255] };
  });
  return { stops, missing: TRANSPARENT, selection: 'interpolate' };
}

/** Writes the colour of a value as four samples into an array. */
export type Painter = (value: number, out: Uint8Array, at: number) => void;

/** Values beyond the ends have the colours of the ends, or none where only exact values have one. */
export function painterOf({ stops, missing, selection }: ColourTable): Painter {
  const values = Float64Array.from(stops, (stop) => stop.value);
  const colours = Uint8Array.from(stops.flatMap((stop) => stop.colour));
  const copy = (stop: number, out: Uint8Array, at: number): void => {
    for (let c = 0; c < 4; c++) out[at + c] = colours[4 * stop + c];
  };
  return (value, out, at) => {
    if (Number.isNaN(value)) return out.set(missing, at);
    const lower = lastNotAbove(values, value);
    if (lower >= 0 && values[lower] === value) return copy(lower, out, at);
    if (selection === 'exact') return out.set(TRANSPARENT, at);
    const upper = Math.min(lower + 1, values.length - 1);
    if (lower < 0 || upper === lower) return copy(upper, out, at);
    const part = (value - values[lower]) / (values[upper] - values[lower]);
    if (selection === 'nearest') return copy(part < 0.5 ? lower : upper, out, at);
    for (let c = 0; c < 4; c++) {
      const from = colours[4 * lower + c];
      out[at + c] = Math.floor(from + part * (colours[4 * upper + c] - from) + 0.5);
    }
  };
}

/** Index of the last value that is not above `value`; -1 when all are. */
function lastNotAbove(values: Float64Array, value: number): number {
  let lower = -1;
  let upper = values.length;
  while (upper - lower > 1) {
    const middle = (lower + upper) >> 1;
    if (values[middle] <= value) lower = middle;
    else upper = middle;
  }
  return lower;
}
