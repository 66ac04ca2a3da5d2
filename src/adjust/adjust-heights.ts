import { adjustBlock, type BlockProblem } from './adjust-block.js';
import type { PlanAdjustment } from './adjust-plan.js';
import type { Equation } from './equations.js';
import type { Model } from './model.js';
import type { Datum, HeightControl, TieObservation } from './observations.js';
import { placesIn } from './places.js';
import { refinedPlan } from './refined-plan.js';
import type { AdjustmentResult } from './result.js';
import type { Scene } from './scene.js';
import { summarise } from './summarise.js';

export interface HeightAdjustmentInput {
  readonly scenes: readonly Scene[];
  /** Those with a height difference take part. */
  readonly ties: readonly TieObservation[];
  readonly control: readonly HeightControl[];
  readonly datum: Datum;
  /** `cubic` when absent. */
  readonly model?: Model;
  /** A-priori standard deviation of the coefficients of order 0 to 3, metres; {@link HEIGHT_PRIOR} when absent. */
  readonly prior?: readonly [number, number, number, number];
  /** The adjustment that gave the positions at which the heights were taken; exact ones when absent. */
  readonly plan?: PlanAdjustment;
}

export interface HeightAdjustment extends AdjustmentResult {
  /**
   * The positions with what the heights say about them, and their covariance; null when they were taken as exact. Observations and
   * groups are those of the plan adjustment.
   */
  readonly plan: AdjustmentResult | null;
}

/**
 * Metres at the scene's edge. Wide against what InSAR and stereo DEMs show, so that observed terms are not pulled, and
 * narrow enough that a term which hardly anything observes stays small.
 */
export const HEIGHT_PRIOR = [1000, 100, 10, 5] as const;

/**
 * Height block adjustment (Hong et al. 2022, eq. 4): a polynomial g per scene such that `h + g` of two scenes agree at the
 * ties and equals the known height at control points and reference heights. Robust, with one variance component per kind
 * of observation. The corrections are evaluated at raw normalised map coordinates (without a
 * datum: at a tie's mean position, since nothing says which scene is displaced). Scenes without any observation stay as
 * they are, with a warning; throws `config` or `geometry` when the datum is missing.
 *
 * An error of position makes an error of height on a slope, and one that all observations of a scene have in common. With
 * `plan`, the positions are unknowns again, known as well as the plan adjustment knows them (its normal matrix joins that of the
 * heights), which is the least-squares adjustment of positions and heights in one. So the covariance of the heights
 * holds the uncertainty of the positions, and heights on slopes improve the positions.
 */
export function adjustHeights(input: HeightAdjustmentInput): HeightAdjustment {
  const { scenes, ties, control, datum, model = 'cubic', prior = HEIGHT_PRIOR, plan } = input;
  const places = placesIn(scenes);
  const equations: Equation[] = [];
  for (const tie of ties) {
    const { id, dh, sigmaH, share = 1, slope = null } = tie;
    if (dh === null || sigmaH === null) continue;
    const place = places.ofTie(tie);
    equations.push({ id, group: 'tie', component: 0, ...place, value: dh, sigma: sigmaH, share, slope });
  }
  for (const { id, kind, scene, x, y, h, known, sigma, share = 1, slope = null } of control) {
    const a = places.of(scene, x, y);
    equations.push({ id, group: kind, component: 0, a, b: null, value: known - h, sigma, share, slope });
  }
  const problem: BlockProblem = {
    ...{ scenes, components: 1, equations, datum, model, priorByOrder: prior },
    ...(plan === undefined ? {} : { plan: plan.information }),
  };
  const solution = adjustBlock(problem);
  return {
    ...summarise(problem, solution, 10),
    plan: plan === undefined ? null : refinedPlan(plan, solution),
  };
}
