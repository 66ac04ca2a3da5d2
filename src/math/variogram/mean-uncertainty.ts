import { covariance, totalSill, type VariogramModel } from './variogram-model.js';

/** Steps of the integral, Simpson's rule: even. */
const STEPS = 2000;

/** How well the mean over an area is known. */
export interface MeanUncertainty {
  /** Area in the square of the lags' unit. */
  readonly area: number;
  /** Standard deviation of the mean, in the samples' unit. */
  readonly sigma: number;
  /** Uncorrelated samples that would give the same. */
  readonly effectiveSamples: number;
}

/**
 * Uncertainty of the mean of all samples on a disc of an area: its variance is the mean covariance of two points of the disc, plus
 * the nugget over the number of samples. Rolstad et al. (2009, J. Glaciol. 55, 666-680) integrate from the disc's centre; here over all
 * pairs of its points, whose distances s = R t have the density (4 t acos(t / 2) - t^2 sqrt(4 - t^2)) / (pi R) (disc line picking).
 *
 * @param sampleArea area that a sample stands for
 */
export function meanUncertainty(model: VariogramModel, area: number, sampleArea: number): MeanUncertainty {
  const radius = Math.sqrt(area / Math.PI);
  // t = 2 u^3 puts most steps at short distances, where the covariance lies.
  const integrand = (u: number): number => {
    const t = 2 * u ** 3;
    const density = (4 * t * Math.acos(t / 2) - t * t * Math.sqrt(Math.max(0, 4 - t * t))) / Math.PI;
    return covariance(model, radius * t) * density * 6 * u * u;
  };
  let sum = integrand(0) + integrand(1);
  for (let i = 1; i < STEPS; i++) sum += (i % 2 === 1 ? 4 : 2) * integrand(i / STEPS);
  const variance = sum / (3 * STEPS) + (model.nugget * Math.min(sampleArea, area)) / area;
  return { area, sigma: Math.sqrt(variance), effectiveSamples: totalSill(model) / variance };
}
