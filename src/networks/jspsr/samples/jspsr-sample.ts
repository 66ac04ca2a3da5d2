import {
  applyNormalisation,
  type Normalisation,
  normalisationOf,
} from '../../../nn/infer/tiles/normalise.js';
import type { FlatValues } from '../../../nn/train/initial-state.js';
import { GUIDANCE_CHANNELS, type Guidance } from '../config.js';
import type { HeightScale } from '../height-scale.js';

/** One ground on the fine grid, row-major, finite everywhere. */
export interface JspsrTile {
  /** The coarse model and the bare earth, metres. */
  readonly dem: Float32Array;
  readonly truth: Float32Array;
  /** The whole coarse sample that the tile is cut from, which decides how heights are scaled, metres. */
  readonly whole: Float32Array;
  /** Samples per channel of every guidance: red, green and blue 0 … 255; land use one-hot, 0 or 1; canopy in metres. */
  readonly guidance: Readonly<Partial<Record<Guidance, readonly Float32Array[]>>>;
}

/** Highest trees, which a canopy of 1 stands for, metres. */
const TALLEST = 68;

const affine = (scale: number): Normalisation => ({ type: 'affine', scale, offset: 0 });

/** Normalisation of the channels of every guidance (methods/jspsr.md, section 2): the model's contract and the samples follow it. */
export const GUIDANCE_NORMALISATIONS: Readonly<Record<Guidance, readonly Normalisation[]>> = {
  image: Array.from({ length: GUIDANCE_CHANNELS.image }, () => affine(1 / 255)),
  mask: Array.from({ length: GUIDANCE_CHANNELS.mask }, (_, i) => affine((i + 1) / 16)),
  canopy: [affine(1 / TALLEST)],
};

/** Normalised inputs and target: fields `dem`, `height` and one per guidance. */
export function jspsrSample(tile: JspsrTile, guidance: readonly Guidance[], scale: HeightScale): FlatValues {
  const heights = normalisationOf(scale, tile.whole);
  const fields: Record<string, Float32Array> = {
    dem: applyNormalisation(tile.dem, heights, 0),
    height: applyNormalisation(tile.truth, heights, 0),
  };
  for (const name of guidance) fields[name] = planes(tile.guidance[name]!, GUIDANCE_NORMALISATIONS[name]);
  return fields;
}

function planes(channels: readonly Float32Array[], rules: readonly Normalisation[]): Float32Array {
  const area = channels[0]!.length;
  const out = new Float32Array(area * channels.length);
  for (const [i, channel] of channels.entries())
    out.set(applyNormalisation(channel, normalisationOf(rules[i]!, channel), 0), i * area);
  return out;
}

/** Planes of 0 and 1, one per class of land use, of classes 0 … 14. */
export function oneHot(classes: ArrayLike<number>): Float32Array[] {
  const channels = Array.from({ length: GUIDANCE_CHANNELS.mask }, () => new Float32Array(classes.length));
  for (let i = 0; i < classes.length; i++) channels[classes[i]!]![i] = 1;
  return channels;
}

/** Shapes of the fields of square samples of `size` pixels. */
export function jspsrShapes(
  size: number,
  guidance: readonly Guidance[],
): Readonly<Record<string, readonly number[]>> {
  const shape = (channels: number): readonly number[] => [channels, size, size];
  return {
    ...{ dem: shape(1), height: shape(1) },
    ...Object.fromEntries(guidance.map((name) => [name, shape(GUIDANCE_CHANNELS[name])])),
  };
}
