import type { Rng } from '../../../core/rng.js';
import { type Affine, applyNormalisation, normalisationOf } from '../../../nn/infer/tiles/normalise.js';
import { type ChenTile, TILE_HEIGHT, TILE_WIDTH } from './tile.js';

/**
 * Whose mean, sigma and minimum scale the target: `own`, its own as in the paper, which are unknown at prediction; or `coarse`, those of
 * the coarse tile, so that a prediction can be turned back into metres exactly.
 */
export type TargetScale = 'own' | 'coarse';

/**
 * Room below the lowest coarse height for targets scaled like the coarse tile, in sigmas. The network's output cannot be negative: of
 * simulated tiles 2.2 % of the pixels would be out of reach without it, and 0.2 % are with it (measured over 72 tiles).
 */
export const COARSE_ROOM = 2;

/** What the network is trained with, each [1, 256, 320]. */
export interface ChenSample {
  readonly image: Float32Array;
  readonly coarse: Float32Array;
  readonly height: Float32Array;
}

export const CHEN_SHAPES: Readonly<Record<keyof ChenSample, readonly number[]>> = {
  image: [1, TILE_HEIGHT, TILE_WIDTH],
  coarse: [1, TILE_HEIGHT, TILE_WIDTH],
  height: [1, TILE_HEIGHT, TILE_WIDTH],
};

/** Normalises a tile without missing samples (Chen et al. 2022, section II). */
export function chenSample({ image, coarse, truth }: ChenTile, target: TargetScale): ChenSample {
  const grey = normalisationOf({ type: 'min-max' }, image);
  const heights = normalisationOf({ type: 'standard-from-zero' }, coarse);
  const targets =
    target === 'own' ? normalisationOf({ type: 'standard-from-zero' }, truth) : targetScale(heights);
  return {
    image: applyNormalisation(image, grey, 0),
    coarse: applyNormalisation(coarse, heights, 0),
    height: applyNormalisation(truth, targets, 0),
  };
}

/** What turns a prediction into metres, from the `standard-from-zero` of the coarse tile, for targets scaled like it. */
export function targetScale(coarse: Affine): Affine {
  return { scale: coarse.scale, offset: coarse.offset - COARSE_ROOM * coarse.scale };
}

/** The paper's augmentation: mirrored up and down, and left and right, each with probability 0.5, all fields alike. */
export function flippedSample(sample: ChenSample, rng: Rng): ChenSample {
  const upDown = rng.next() < 0.5;
  const leftRight = rng.next() < 0.5;
  const flip = (plane: Float32Array): Float32Array => flipped(plane, TILE_WIDTH, upDown, leftRight);
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
