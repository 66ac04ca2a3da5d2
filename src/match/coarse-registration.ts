import type { Compute } from '../core/kernel.js';
import type { Window } from '../core/window.js';
import { type NccParams, ncc } from '../kernels/ncc/index.js';
import type { WindowSource } from '../resample/resample-window.js';
import { type ChipTexture, chipTexture } from './chip-texture.js';
import { type Extremum, findExtremum } from './extremum.js';

export interface CoarseOptions {
  /** Side of the chips in pixels of the reference. */
  readonly chip: number;
  /** Most chips used; those with the greatest texture. */
  readonly chips: number;
  /** Search radii in pixels of the reference, ascending: a larger one is tried when a smaller one finds nothing. */
  readonly radii: readonly number[];
  /** Least correlation of a match. */
  readonly minCorrelation: number;
  /** A second maximum must stay below this part of the first. */
  readonly maxAmbiguity: number;
}

export const COARSE: CoarseOptions = {
  chip: 48,
  chips: 12,
  radii: [8, 24, 72],
  minCorrelation: 0.5,
  maxAmbiguity: 0.9,
};

/** Where a scene lies on the reference, against where its georeferencing puts it. */
export interface CoarseRegistration {
  /** Whether a correlation maximum was found that meets the limits. */
  readonly found: boolean;
  /** To add to a scene's position to get its place on the reference: pixels of the reference, right and down. */
  readonly dCol: number;
  readonly dRow: number;
  /** Mean correlation of the chips there, and how near the second maximum comes. */
  readonly correlation: number;
  readonly ambiguity: number;
  /** Search radius that was needed, or the last one tried, pixels. */
  readonly radius: number;
  /** Number of chips that took part. */
  readonly chips: number;
}

/**
 * Registers a scene to a reference DEM by normalised cross-correlation at the reference's resolution. The scene's best chips are
 * slid over the reference; their correlation surfaces are averaged, so that one place must suit all of them. This bounds the
 * scene's position error for the fine search; it is a shift, not an affine.
 *
 * @param scene the scene on the pixels of the reference grid (see `resampledSource` with an averaging method)
 * @param window the part of the reference grid that the scene covers
 * @param reference the reference DEM; windows may span any number of its tiles, NaN where it has none
 */
export async function registerToReference(
  scene: WindowSource,
  window: Window,
  reference: WindowSource,
  options: CoarseOptions,
  compute: Compute,
  signal: AbortSignal,
): Promise<CoarseRegistration> {
  const { data } = await scene.readRaster(window, { signal });
  const plane = { width: window.width, height: window.height, data };
  const chips = chooseChips(plane, options);
  let result: CoarseRegistration = { ...NOTHING, radius: options.radii[0] ?? 0 };
  if (chips.length === 0) return result;
  compute.hold?.(data);
  for (const radius of options.radii) {
    const around = {
      col: window.col - radius,
      row: window.row - radius,
      width: window.width + 2 * radius,
      height: window.height + 2 * radius,
    };
    const { data: image } = await reference.readRaster(around, { signal });
    const params: NccParams = {
      imageWidth: around.width,
      imageHeight: around.height,
      templateWidth: window.width,
      templateHeight: window.height,
      chipWidth: options.chip,
      chipHeight: options.chip,
      radius,
      flat: FLAT,
    };
    const places = Int32Array.from(chips.flatMap(({ col, row }) => [col, row, col + radius, row + radius]));
    const { correlation } = await compute.run(ncc, { image, template: data, places }, params, signal);
    const mean = meanSurface(correlation, chips.length);
    result = judge(findExtremum(mean, radius, 'max'), radius, chips.length, options);
    if (result.found) break;
  }
  compute.release?.(data);
  return result;
}

/** Standard deviation in metres up to which a chip counts as flat. */
const FLAT = 0.01;

const NOTHING: Omit<CoarseRegistration, 'radius'> = {
  found: false,
  dCol: Number.NaN,
  dRow: Number.NaN,
  correlation: Number.NaN,
  ambiguity: Number.NaN,
  chips: 0,
};

/** Chips of a regular grid without missing samples, those with the greatest texture first. */
function chooseChips(
  plane: { readonly width: number; readonly height: number; readonly data: Float32Array },
  { chip, chips }: CoarseOptions,
): { readonly col: number; readonly row: number }[] {
  const step = Math.max(1, Math.floor(chip / 2));
  const found: { col: number; row: number; texture: ChipTexture }[] = [];
  for (let row = 0; row + chip <= plane.height; row += step) {
    for (let col = 0; col + chip <= plane.width; col += step) {
      const texture = chipTexture(plane, { col, row, width: chip, height: chip });
      if (texture !== null && texture.texture > 0) found.push({ col, row, texture });
    }
  }
  return found.sort((a, b) => b.texture.texture - a.texture.texture).slice(0, chips);
}

/** Mean of the surfaces where at least half of them have a value, NaN elsewhere. */
function meanSurface(surfaces: Float32Array, count: number): Float32Array {
  const length = surfaces.length / count;
  const mean = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    let sum = 0;
    let valid = 0;
    for (let k = 0; k < count; k++) {
      const value = surfaces[k * length + i];
      if (Number.isNaN(value)) continue;
      sum += value;
      valid += 1;
    }
    mean[i] = 2 * valid >= count ? sum / valid : Number.NaN;
  }
  return mean;
}

function judge(e: Extremum, radius: number, chips: number, options: CoarseOptions): CoarseRegistration {
  const found =
    e.status === 'matched' && e.value >= options.minCorrelation && e.ambiguity <= options.maxAmbiguity;
  const { dCol, dRow, value: correlation, ambiguity } = e;
  return { found, dCol, dRow, correlation, ambiguity, radius, chips };
}
