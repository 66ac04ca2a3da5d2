import { type PairSolution, type PatchSamples, sampleWeight } from './pair-equations.js';
import { heightTerms } from './pair-model.js';

/** What a patch alone says beyond the displacement of all patches: pixels along columns and rows, and their standard errors. */
export interface PatchDeviation {
  readonly col: number;
  readonly row: number;
  readonly sigmaCol: number;
  readonly sigmaRow: number;
  /** Mean of A minus B minus height polynomial, metres. */
  readonly offset: number;
}

/**
 * Deviation of one patch from the common solution, column and row each with everything else as the common solution has it but for
 * the patch's offset. Weighted by their standard errors, the deviations of all patches have no affine part.
 *
 * @param offsetVariance a-priori, of the patch's offset; square metres
 */
export function patchDeviation(
  { u, v, alongCol, alongRow, difference, noise }: PatchSamples,
  { plan, height }: PairSolution,
  offsetVariance: number,
): PatchDeviation {
  const terms = new Float64Array(height.length);
  let [weights, sumX, sumY, xx, yy, xd, yd, sum] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < difference.length; i++) {
    heightTerms(u[i], v[i], terms);
    let d = difference[i];
    const weight = sampleWeight(d, noise, true);
    for (let k = 0; k < terms.length; k++) d -= height[k] * terms[k];
    d += alongCol[i] * (plan[0] + plan[1] * u[i] + plan[2] * v[i]);
    d += alongRow[i] * (plan[3] + plan[4] * u[i] + plan[5] * v[i]);
    const [x, y] = [-alongCol[i], -alongRow[i]];
    weights += weight;
    sumX += weight * x;
    sumY += weight * y;
    xx += weight * x * x;
    yy += weight * y * y;
    xd += weight * x * d;
    yd += weight * y * d;
    sum += weight * d;
  }
  const share = 1 / (weights + 1 / offsetVariance);
  const energyX = xx - share * sumX * sumX;
  const energyY = yy - share * sumY * sumY;
  return {
    col: (xd - share * sumX * sum) / energyX,
    row: (yd - share * sumY * sum) / energyY,
    sigmaCol: 1 / Math.sqrt(energyX),
    sigmaRow: 1 / Math.sqrt(energyY),
    offset: sum / weights,
  };
}
