import type { Rng } from '../../../core/rng.js';
import { type Affine, applyNormalisation, normalisationOf } from '../../../nn/infer/tiles/normalise.js';
import { type ChenTile, PAPER_TILE, type TileSize } from './tile.js';

/**
 * What scales the target: `own`, its own mean, sigma and minimum as in the paper, which are unknown at prediction; `coarse`, those of the
 * coarse tile, so that a prediction can be turned back into metres exactly; or `pixel`, the size of the pixels, for coarse heights and
 * target alike: shading shows rises over runs, and how many sigmas of a tile a rise is the network could not know.
 */
export type TargetScale = 'own' | 'coarse' | 'pixel';

/** Heights of one in the scale `pixel`, in pixels. */
export const UNIT_PIXELS = 5;

/**
 * Room below the lowest coarse height for targets scaled like the coarse tile, in sigmas. The network's output cannot be negative: of
 * simulated tiles 2.2 % of the pixels would be out of reach without it, and 0.2 % are with it (measured over 72 tiles).
 */
export const COARSE_ROOM = 2;

/** What the network is trained with, each [1, height, width]. */
export interface ChenSample {
  readonly image: Float32Array;
  readonly coarse: Float32Array;
  readonly height: Float32Array;
}

/** Shapes of the fields of tiles of a size; the paper's when none is given. */
export function chenShapes({
  width,
  height,
}: TileSize = PAPER_TILE): Readonly<Record<keyof ChenSample, readonly number[]>> {
  const shape = [1, height, width];
  return { image: shape, coarse: shape, height: shape };
}

/** Normalises a tile without missing samples (Chen et al. 2022, section II). */
export function chenSample({ image, coarse, truth, pixel }: ChenTile, target: TargetScale): ChenSample {
  const grey = normalisationOf({ type: 'min-max' }, image);
  const heights = coarseScale(coarse, target, pixel);
  const targets =
    target === 'own' ? normalisationOf({ type: 'standard-from-zero' }, truth) : targetScale(heights);
  return {
    image: applyNormalisation(image, grey, 0),
    coarse: applyNormalisation(coarse, heights, 0),
    height: applyNormalisation(truth, targets, 0),
  };
}

/** How coarse heights are normalised; NaN are left out. */
export function coarseScale(coarse: Float32Array, target: TargetScale | 'input', pixel: number): Affine {
  if (target !== 'pixel') return normalisationOf({ type: 'standard-from-zero' }, coarse);
  return normalisationOf({ type: 'from-mean', scale: UNIT_PIXELS * pixel }, coarse);
}

/** What turns a prediction into metres, from the scale of the coarse tile, for targets scaled like it. */
export function targetScale(coarse: Affine): Affine {
  return { scale: coarse.scale, offset: coarse.offset - COARSE_ROOM * coarse.scale };
}

/** The paper's augmentation: mirrored up and down, and left and right, each with probability 0.5, all fields alike. */
export function flippedSample(sample: ChenSample, width: number, rng: Rng): ChenSample {
  const upDown = rng.next() < 0.5;
  const leftRight = rng.next() < 0.5;
  const flip = (plane: Float32Array): Float32Array => flipped(plane, width, upDown, leftRight);
  return { image: flip(sample.image), coarse: flip(sample.coarse), height: flip(sample.height) };
}

/** A plane of `width` columns mirrored up and down, left and right, or both. */
export function flipped(
  plane: Float32Array,
  width: number,
  upDown: boolean,
  leftRight: boolean,
): Float32Array {
  const height = plane.length / width;
  const out = new Float32Array(plane.length);
  for (let r = 0; r < height; r++) {
    const from = (upDown ? height - 1 - r : r) * width;
    const row = plane.subarray(from, from + width);
    out.set(row, r * width);
    if (leftRight) out.subarray(r * width, (r + 1) * width).reverse();
  }
  return out;
}
