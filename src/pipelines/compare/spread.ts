import { robustSpread } from '../../math/robust.js';
import { type ErrorByTerrain, errorByTerrain } from '../../terrain/error-by-terrain.js';
import { createErrorModel, type ErrorModel, errorAt, scaleErrorModel } from '../../terrain/error-model.js';

/** Places drawn all over the compared area. */
export interface TerrainSamples {
  /** NaN where the ground is not stable. */
  readonly dh: number[];
  /** Degrees, 1/m; NaN beside missing heights. */
  readonly slope: number[];
  readonly curvature: number[];
}

/** How errors spread over kinds of ground. */
export interface Spread {
  /** Of dh, metres: what is left of a shift of heights, which is no random error. */
  readonly median: number;
  readonly byTerrain: ErrorByTerrain;
  /** Standard deviation by slope and curvature, metres. */
  readonly model: ErrorModel;
  /** Its mean over all ground that was compared, stable or not. */
  readonly meanSigma: number;
}

/**
 * The spread by slope and curvature, after Hugonnet et al. (2022, section IV-B): a model from classes, then scaled so that the NMAD of the
 * standardised errors is 1. One value for all ground where no class has samples enough; null without any spread.
 */
export function spreadOf(samples: TerrainSamples): Spread | null {
  const stable = stableOnly(samples);
  const byTerrain = errorByTerrain(stable);
  if (byTerrain === null) return null;
  const { median, nmad } = robustSpread(stable.dh);
  const classes = createErrorModel(byTerrain) ?? { slopes: [0], curvatures: [0], sigma: [[nmad]] };
  const z = stable.dh.map((dh, i) => (dh - median) / errorAt(classes, stable.slope[i], stable.curvature[i]));
  const { nmad: scale } = robustSpread(z);
  if (!(scale > 0)) return null;
  const model = scaleErrorModel(classes, scale);
  return { median, byTerrain, model, meanSigma: meanSigma(model, samples) };
}

function stableOnly({ dh, slope, curvature }: TerrainSamples) {
  const kept = dh.flatMap((value, i) => (Number.isNaN(value + slope[i] + curvature[i]) ? [] : [i]));
  const pick = (values: readonly number[]): Float32Array => Float32Array.from(kept, (i) => values[i]);
  return { dh: pick(dh), slope: pick(slope), curvature: pick(curvature) };
}

function meanSigma(model: ErrorModel, { slope, curvature }: TerrainSamples): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < slope.length; i++) {
    const sigma = errorAt(model, slope[i], curvature[i]);
    if (Number.isNaN(sigma)) continue;
    sum += sigma;
    count++;
  }
  return sum / count;
}
