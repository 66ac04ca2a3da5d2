import type { Tensor } from '../../nn/graph/graph.js';
import { abs } from '../../nn/ops/abs.js';
import { add } from '../../nn/ops/add.js';
import { clip } from '../../nn/ops/clip.js';
import { exp } from '../../nn/ops/exp.js';
import { multiply } from '../../nn/ops/multiply.js';
import { reduceMean } from '../../nn/ops/reduce-mean.js';
import { slice } from '../../nn/ops/slice.js';
import { sobelAcross, sobelDown } from '../../nn/ops/sobel.js';
import { sqrt } from '../../nn/ops/sqrt.js';
import { square } from '../../nn/ops/square.js';
import { subtract } from '../../nn/ops/subtract.js';
import type { HeightScale } from './height-scale.js';

/** What heights are on the ground. */
export interface HeightFacts {
  readonly scale: HeightScale;
  /** Metres. */
  readonly pixel: number;
  /** Height that the signal-to-noise ratio refers to, metres. */
  readonly peak: number;
}

/** Share of the side that is left out on every side, where samples lack their neighbours. */
const BORDER = 0.05;

const SQUARES = 'meanSquare';
const SLOPE_SQUARES = 'slopeMeanSquare';
const COARSE = 'coarse';
const PEAK = 'peak';

/**
 * Means over the pixels of a batch of normalised heights [N, 1, H, W] in metres, without a border of 5 % of the side, all scalars: the
 * mean absolute difference `mae`, and what {@link poolHeightMetrics} makes the others from. `dem` is the coarse model that the prediction
 * starts from.
 */
export function heightMetrics(
  { prediction, target, dem }: Readonly<Record<'prediction' | 'target' | 'dem', Tensor>>,
  { scale, pixel, peak }: HeightFacts,
): Record<string, Tensor> {
  const [truth, found, coarse] = [target, prediction, dem].map((x) => metres(inner(x), scale)) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  const mean = (x: Tensor): Tensor => reduceMean(x);
  const slopes = [truth, found, coarse].map((x) => slope(x, pixel)) as [Tensor, Tensor, Tensor];
  return {
    mae: mean(abs(subtract(found, truth))),
    [SQUARES]: mean(square(subtract(found, truth))),
    [`${COARSE}.${SQUARES}`]: mean(square(subtract(coarse, truth))),
    [SLOPE_SQUARES]: mean(square(subtract(slopes[1], slopes[0]))),
    [`${COARSE}.${SLOPE_SQUARES}`]: mean(square(subtract(slopes[2], slopes[0]))),
    [PEAK]: mean(add(multiply(truth, 0), peak)),
  };
}

/**
 * Metrics over a whole set from the means of {@link heightMetrics} over its batches, all pixels pooled as the paper's published figures:
 * `rmse` and `mae` in metres, `psnr` in dB, `slopeRmse` in rise over run, and `rmseRatio` and `slopeRatio` to the coarse model.
 * Whatever else is given stays.
 */
export function poolHeightMetrics(means: Readonly<Record<string, number>>): Record<string, number> {
  const {
    [SQUARES]: squares,
    [`${COARSE}.${SQUARES}`]: coarse,
    [SLOPE_SQUARES]: slopes,
    [`${COARSE}.${SLOPE_SQUARES}`]: coarseSlopes,
    [PEAK]: peak,
    ...others
  } = means;
  if ([squares, coarse, slopes, coarseSlopes, peak].some((mean) => mean === undefined)) return others;
  const rmse = Math.sqrt(squares!);
  return {
    ...others,
    rmse,
    psnr: 20 * Math.log10(peak! / rmse),
    slopeRmse: Math.sqrt(slopes!),
    rmseRatio: Math.sqrt(squares! / coarse!),
    slopeRatio: Math.sqrt(slopes! / coarseSlopes!),
  };
}

function inner(x: Tensor): Tensor {
  const [, , height, width] = x.shape as [number, number, number, number];
  return slice(
    x,
    [height, width].map((side, i) => {
      const border = Math.floor(BORDER * side);
      return { axis: 2 + i, from: border, to: side - border };
    }),
  );
}

/** Metres above a constant of the sample. The paper limits its numbers to 0 … 1 before. */
function metres(x: Tensor, scale: HeightScale): Tensor {
  if (scale.type === 'from-mean') return multiply(x, scale.scale);
  const range = scale.max - scale.min;
  const limited = clip(x, 0, 1);
  return scale.log ? exp(multiply(limited, Math.log(range))) : multiply(limited, range);
}

/** Rise over run. */
const slope = (x: Tensor, pixel: number): Tensor =>
  multiply(sqrt(add(square(sobelAcross(x)), square(sobelDown(x)))), 1 / pixel);
