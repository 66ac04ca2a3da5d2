import { type Margin, uniformMargin, type Window } from '../core/window.js';
import { flood, isSmallAndClosed } from './flood.js';
import { interpolateByDistance, type Plane, smoothFilled } from './inverse-distance.js';

/** How a height came to be; pixels that stay missing have the last class. */
export const FILL_CLASS = { measured: 0, distance: 1, second: 2, missing: 255 } as const;

export interface FillOptions {
  /** Pixels to the farthest sample that is interpolated from. */
  readonly reach: number;
  /** Times that filled pixels are smoothed. */
  readonly smoothing: number;
  /** Voids that extend over more rows or columns, or reach the border of the raster, stay; null fills all. */
  readonly maxVoid: number | null;
}

/** A second DEM on the same pixels. */
export interface SecondDem {
  readonly heights: Float32Array;
  /** First minus second DEM where no sample of the first is in reach. */
  readonly farDifference: number;
}

export interface FilledVoids {
  readonly heights: Float32Array;
  /** Values of {@link FILL_CLASS}. */
  readonly classes: Uint8Array;
}

/** Halo that makes {@link fillVoids} independent of the tiling. */
export function fillHalo({ reach, smoothing, maxVoid }: FillOptions): Margin {
  return uniformMargin(Math.max(reach, maxVoid ?? 0) + 2 * smoothing);
}

/**
 * Fills the missing samples of a plane. Where a second DEM has a height, that of the second plus the difference of both, interpolated from
 * around the void: the delta surface of Grohman, Kroenung & Strebeck (2006, PE&RS 72(3), 213-216), who keep the inside of large
 * voids at one difference; here the interpolated one fades into it with the distance from the nearest sample, by a cosine over
 * `reach`. Elsewhere by {@link interpolateByDistance} from measured heights. Filled pixels are smoothed; measured ones never change.
 *
 * @param plane with the halo of {@link fillHalo}; NaN also outside the raster
 * @param raster where the raster lies in the plane: nothing is filled outside
 */
export function fillVoids(
  plane: Plane,
  raster: Window,
  options: FillOptions,
  second: SecondDem | null,
): FilledVoids {
  const heights = plane.data.slice();
  const classes = new Uint8Array(heights.length);
  const wanted = wantedPixels(plane, raster, options.maxVoid);
  for (let i = 0; i < classes.length; i++) if (Number.isNaN(heights[i])) classes[i] = FILL_CLASS.missing;
  const filled = { ...plane, data: heights };
  if (second !== null) {
    for (const at of fillFromSecond(filled, wanted, options, second)) classes[at] = FILL_CLASS.second;
  }
  const interpolated: number[] = [];
  const values: number[] = [];
  interpolateByDistance(plane, wanted, options.reach, (at, { value }) => {
    if (classes[at] === FILL_CLASS.second) return;
    interpolated.push(at);
    values.push(value);
  });
  for (const [k, at] of interpolated.entries()) {
    heights[at] = values[k];
    classes[at] = FILL_CLASS.distance;
  }
  smoothFilled(filled, interpolated, options.smoothing);
  return { heights, classes };
}

/** Writes heights of the second DEM, moved onto the first, into the plane; returns the pixels. */
function fillFromSecond(
  { data, width, height }: Plane,
  wanted: Uint8Array,
  { reach, smoothing }: FillOptions,
  { heights, farDifference }: SecondDem,
): number[] {
  const delta = data.map((h, i) => h - heights[i]);
  const isFillable = wanted.map((flag, i) => (flag === 1 && !Number.isNaN(heights[i]) ? 1 : 0));
  const pixels: number[] = [];
  for (let i = 0; i < isFillable.length; i++) if (isFillable[i] === 1) pixels.push(i);
  const near = new Map<number, number>();
  interpolateByDistance({ data: delta, width, height }, isFillable, reach, (at, { value, distance }) => {
    const part = (1 + Math.cos((Math.PI * distance) / reach)) / 2;
    near.set(at, farDifference + part * (value - farDifference));
  });
  for (const at of pixels) delta[at] = near.get(at) ?? farDifference;
  smoothFilled({ data: delta, width, height }, pixels, smoothing);
  for (const at of pixels) data[at] = heights[at] + delta[at];
  return pixels;
}

/** 1 for missing pixels that are to be filled. */
function wantedPixels({ data, width, height }: Plane, raster: Window, maxVoid: number | null): Uint8Array {
  const wanted = new Uint8Array(data.length);
  for (let i = 0; i < wanted.length; i++) wanted[i] = Number.isNaN(data[i]) ? 1 : 0;
  if (maxVoid !== null) keepSmall(wanted, width, height, maxVoid);
  for (let row = 0; row < height; row++) {
    const isInside = row >= raster.row && row < raster.row + raster.height;
    const start = row * width;
    wanted.fill(0, start, isInside ? start + Math.max(0, raster.col) : start + width);
    if (isInside) wanted.fill(0, start + Math.min(width, raster.col + raster.width), start + width);
  }
  return wanted;
}

const REFUSED = 0;
const KEPT = 2;

/** Of the pixels that are 1, those of small closed voids stay 1. */
function keepSmall(wanted: Uint8Array, width: number, height: number, maxVoid: number): void {
  const stack: number[] = [];
  for (let start = 0; start < wanted.length; start++) {
    if (wanted[start] !== 1) continue;
    const box = flood(wanted, { width, height }, start, KEPT, stack);
    if (isSmallAndClosed(box, { width, height }, maxVoid)) continue;
    flood(wanted, { width, height }, start, REFUSED, stack);
  }
  for (let i = 0; i < wanted.length; i++) if (wanted[i] === KEPT) wanted[i] = 1;
}
