import type { VariogramPoint } from '../../math/variogram/lag-pairs.js';
import { type MeanUncertainty, meanUncertainty } from '../../math/variogram/mean-uncertainty.js';
import { totalSill, type VariogramModel } from '../../math/variogram/variogram-model.js';
import type { ErrorByTerrain } from '../../terrain/error-by-terrain.js';

/** How errors hang together over distance and ground, from samples; metres. */
export interface Uncertainty {
  readonly seed: number;
  /** Whether only stable terrain was sampled. */
  readonly stableOnly: boolean;
  /** Empirical variogram of dh: lags in metres, semivariances in square metres. */
  readonly variogram: readonly VariogramPoint[];
  /** Null when there are too few pairs. */
  readonly model: VariogramModel | null;
  /** Of the mean of dh over discs of these areas (square metres); the last is as large as all that was compared. */
  readonly mean: readonly MeanUncertainty[];
  readonly byTerrain: ErrorByTerrain | null;
}

/** Areas are powers of ten from a hundred samples to all of them, and all of them. */
export function uncertaintyOfMeans(
  model: VariogramModel | null,
  sampleArea: number,
  samples: number,
): MeanUncertainty[] {
  if (model === null || totalSill(model) === 0) return [];
  const all = samples * sampleArea;
  const areas: number[] = [];
  for (let area = 10 ** Math.ceil(Math.log10(100 * sampleArea)); area < all; area *= 10) areas.push(area);
  return [...areas, all].map((area) => meanUncertainty(model, area, sampleArea));
}
