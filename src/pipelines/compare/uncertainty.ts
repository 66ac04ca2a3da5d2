import type { VariogramPoint } from '../../math/variogram/lag-pairs.js';
import { type MeanUncertainty, meanUncertainty } from '../../math/variogram/mean-uncertainty.js';
import { totalSill, type VariogramModel } from '../../math/variogram/variogram-model.js';
import type { Spread } from './spread.js';

/** How errors hang together over distance and ground, from samples. */
export interface Uncertainty {
  readonly seed: number;
  /** Whether only stable terrain was sampled. */
  readonly stableOnly: boolean;
  /** Null where there is too little to tell, or no error at all. */
  readonly spread: Spread | null;
  /** Empirical variogram of the standardised errors: lags in metres, semivariances near 1 far away. */
  readonly variogram: readonly VariogramPoint[];
  /** Null when there are too few pairs. */
  readonly model: VariogramModel | null;
  /** Of the mean of dh over discs of these areas (square metres), metres; the last is as large as all that was compared. */
  readonly mean: readonly MeanUncertainty[];
}

/**
 * Standard deviation of the mean of dh over areas of ground like all that was compared: the mean standard deviation of a sample over the
 * square root of the number of effective samples (Hugonnet et al. 2022, section IV-D). Areas are powers of ten from a hundred samples
 * to all of them, and all of them.
 *
 * @param model of the standardised errors
 */
export function uncertaintyOfMeans(
  model: VariogramModel | null,
  meanSigma: number,
  sampleArea: number,
  samples: number,
): MeanUncertainty[] {
  if (model === null || totalSill(model) === 0) return [];
  const all = samples * sampleArea;
  const areas: number[] = [];
  for (let area = 10 ** Math.ceil(Math.log10(100 * sampleArea)); area < all; area *= 10) areas.push(area);
  return [...areas, all].map((area) => {
    const { effectiveSamples } = meanUncertainty(model, area, sampleArea);
    return { area, effectiveSamples, sigma: meanSigma / Math.sqrt(effectiveSamples) };
  });
}
