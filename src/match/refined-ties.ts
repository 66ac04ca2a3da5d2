import { factorCholesky, solveCholesky } from '../math/cholesky.js';
import { robustSpread } from '../math/robust.js';
import { bilinear } from '../terrain/bilinear.js';
import { chipTexture } from './chip-texture.js';
import type { TieMatch } from './match-ties.js';
import type { PatchSamples } from './pair-equations.js';
import { heightTerms, normalisedIn, PLAN_TERMS } from './pair-model.js';
import { type PatchDeviation, patchDeviation } from './pair-tie.js';
import type { RefinedPair } from './refine-pair.js';
import type { PairScreening } from './screen-pair.js';

/** Ties of a refined pair: their positions in B are those of `pair.move`. */
export interface RefinedTies {
  readonly ties: readonly TieMatch[];
  readonly screening: PairScreening;
}

/** Standard errors beyond which a tie does not fit the pair's affine displacement. */
const OUTLIER = 4;

/**
 * Resampling B (bicubic, all fractions of a pixel) takes 40 % of its noise's variance from single pixels, but none from their sums,
 * which decide: `sqrt(2 / (1 + 0.6))` for two scenes of equal noise.
 */
const HIDDEN = 1.12;

/** Affine terms of one coordinate. */
const TERMS = PLAN_TERMS / 2;

/** A patch with its normalised place and its deviation. */
interface Placed {
  readonly samples: PatchSamples;
  readonly u: number;
  readonly v: number;
  readonly own: PatchDeviation;
}

/**
 * One tie per patch of a refined pair, and whether it fits the displacement of all of them.
 *
 * A tie's deviation holds everything else for known (the other coordinate, the height polynomial), whose error is common to all
 * ties; an adjustment takes ties as independent. So deviations and standard errors are both multiplied by what makes the affine
 * displacement from such ties as uncertain as the common solution is: 1.1 on rough terrain, 2 where displacements look like tilts; and
 * by what noise in the gradients hides.
 * Deviations are also made as large as they are without the height polynomial's terms, which took their share of them: an adjustment
 * that judges the standard errors by the deviations shall find them right.
 *
 * @param ambiguities of the chips that were searched, by id; patches that were not have none
 */
export function refinedTies(pair: RefinedPair, ambiguities: ReadonlyMap<string, number>): RefinedTies {
  const placed = pair.patches.map((samples): Placed => {
    const { col, row, side } = samples.patch;
    const [u, v] = normalisedIn(pair.frame, col + side / 2, row + side / 2);
    return { samples, u, v, own: patchDeviation(samples, pair.remainder, pair.offsetVariance) };
  });
  const factorCol = HIDDEN * blur(pair, 0) * commonFactor(pair, placed, 0, (own) => own.sigmaCol);
  const factorRow = HIDDEN * blur(pair, 1) * commonFactor(pair, placed, TERMS, (own) => own.sigmaRow);
  const redundancy = 2 * placed.length - PLAN_TERMS;
  const absorbed = Math.sqrt(redundancy / Math.max(1, redundancy - pair.remainder.height.length));
  const relative = placed.flatMap(({ own }) => [own.col / own.sigmaCol, own.row / own.sigmaRow]);
  const scale = Math.max(1, robustSpread(Float64Array.from(relative)).nmad);
  const kept = Uint8Array.from(placed, (_, i) =>
    Math.max(Math.abs(relative[2 * i]), Math.abs(relative[2 * i + 1])) < OUTLIER * scale ? 1 : 0,
  );
  const stretched = placed.map((place) => {
    const { col, row, sigmaCol, sigmaRow, offset } = place.own;
    const own = { col: absorbed * factorCol * col, row: absorbed * factorRow * row, offset };
    return { ...place, own: { ...own, sigmaCol: factorCol * sigmaCol, sigmaRow: factorRow * sigmaRow } };
  });
  const residuals = Float64Array.from(stretched, ({ own }) => Math.hypot(own.col, own.row));
  const squares = residuals.filter((_, i) => kept[i] === 1).map((r) => r * r);
  const rmse = Math.sqrt(squares.reduce((sum, r) => sum + r, 0) / (2 * squares.length));
  const ties = stretched.map((place) => ({
    ...tieOf(pair, place),
    ambiguity: ambiguities.get(place.samples.patch.id) ?? Number.NaN,
  }));
  return { ties, screening: { affine: pair.move, rmse, kept, residuals } };
}

/** Largest {@link blur}: with less ground than that in the gradients, their products are noise, too. */
const MOST_BLUR = 4;

/**
 * Squared gradients over those of the ground alone, all patches together. The least squares take the noise in the gradients for
 * texture; but noise does not move with the scene, so that the same difference is more pixels than they think.
 */
function blur({ patches }: RefinedPair, axis: 0 | 1): number {
  let [all, ground] = [0, 0];
  for (const { alongCol, alongRow, noise, ground: own } of patches) {
    const gradients = axis === 0 ? alongCol : alongRow;
    all += gradients.reduce((sum, g) => sum + g * g, 0) / (noise * noise);
    ground += own[axis] / (noise * noise);
  }
  return all < MOST_BLUR * ground ? Math.max(1, all / ground) : MOST_BLUR;
}

/**
 * Root of the quotient of two variances of one coordinate's displacement, both summed over the ties: of the common solution, and of
 * the affine that follows from the ties alone.
 *
 * @param first term of the coordinate in the common solution
 */
function commonFactor(
  { remainder: { covariance, height } }: RefinedPair,
  placed: readonly Placed[],
  first: number,
  sigmaOf: (own: PatchDeviation) => number,
): number {
  const n = PLAN_TERMS + height.length;
  const normal = new Float64Array(TERMS * TERMS);
  let common = 0;
  for (const { u, v, own } of placed) {
    const line = [1, u, v];
    for (let j = 0; j < TERMS; j++) {
      for (let k = 0; k < TERMS; k++) {
        normal[j * TERMS + k] += (line[j] * line[k]) / sigmaOf(own) ** 2;
        common += line[j] * covariance[(first + j) * n + first + k] * line[k];
      }
    }
  }
  if (!factorCholesky(normal, TERMS)) return 1;
  let alone = 0;
  for (const { u, v } of placed) {
    const line = Float64Array.of(1, u, v);
    solveCholesky(normal, TERMS, line);
    alone += line[0] + u * line[1] + v * line[2];
  }
  return Math.max(1, Math.sqrt(common / alone));
}

function tieOf(
  { remainder: { plan, height: change }, height }: RefinedPair,
  { samples: { patch, noise }, u, v, own }: Placed,
): Omit<TieMatch, 'ambiguity'> {
  const { id, side, a, b } = patch;
  const middle = side / 2;
  const [colB, rowB] = [patch.col + middle, patch.row + middle];
  const dCol = plan[0] + plan[1] * u + plan[2] * v + own.col;
  const dRow = plan[3] + plan[4] * u + plan[5] * v + own.row;
  const plane = { width: side, height: side, data: a };
  const inner = { col: 1, row: 1, width: side - 2, height: side - 2 };
  const texture = chipTexture({ ...plane, data: b }, inner);
  const terms = new Float64Array(change.length);
  heightTerms(u, v, terms);
  const polynomial = terms.reduce((sum, term, k) => sum + term * ((height[k] ?? 0) + change[k]), 0);
  return {
    id,
    status: 'matched',
    ...{ colB, rowB, colA: colB + dCol, rowA: rowB + dRow },
    ...{ sigmaCol: own.sigmaCol, sigmaRow: own.sigmaRow },
    hA: bilinear(plane, middle + dCol, middle + dRow),
    hB: b[(side * side - 1) / 2],
    meanDh: -(polynomial + own.offset),
    sigma: noise,
    relief: texture?.relief ?? Number.NaN,
    texture: texture?.texture ?? Number.NaN,
  };
}
