import { adjustBlock, type BlockProblem } from './adjust-block.js';
import type { Equation } from './equations.js';
import type { PlanInformation } from './information.js';
import type { Datum, PlanControl, TieObservation } from './observations.js';
import { placesIn } from './places.js';
import { planInformation } from './plan-information.js';
import type { AdjustmentResult } from './result.js';
import type { Scene } from './scene.js';
import { summarise } from './summarise.js';

export interface PlanAdjustmentInput {
  readonly scenes: readonly Scene[];
  /** Those with plan sigmas take part. */
  readonly ties: readonly TieObservation[];
  /** Matches with the reference DEM, and surveyed positions. */
  readonly control: readonly PlanControl[];
  readonly datum: Datum;
  /** `plane` (six-parameter affine) when absent; `offset`: a shift only. */
  readonly model?: 'plane' | 'offset';
  /** A-priori standard deviation of shift and linear terms, map units at the scene's edge; {@link planPrior} when absent. */
  readonly prior?: readonly [number, number];
}

/** With what {@link adjustHeights} needs to know how far it may trust the positions. */
export interface PlanAdjustment extends AdjustmentResult {
  readonly information: PlanInformation;
}

/** 5 % of the scenes' mean half size for a shift and 0.5 % for scale, rotation and shear: wide for any geocoded DEM. */
function planPrior(scenes: readonly Scene[]): [number, number] {
  const sizes = scenes.map(({ halfSize }) => (halfSize[0] + halfSize[1]) / 2);
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  return [0.05 * mean, 0.005 * mean];
}

/**
 * Plane block adjustment (Hong et al. 2022, eqs. 2-3): `X = x + a0 + a1 u + a2 v`, `Y = y + b0 + b1 u + b2 v` per scene such
 * that the corrected positions of a tie are the same in both scenes, and those of reference matches and control are the
 * known ones. The system is linear: ties at raw positions, no iteration but for the robust weights. Throws `config` or
 * `geometry` when the datum is missing.
 */
export function adjustPlan(input: PlanAdjustmentInput): PlanAdjustment {
  const { scenes, ties, control, datum, model = 'plane' } = input;
  const places = placesIn(scenes);
  const equations: Equation[] = [];
  for (const tie of ties) {
    const { id, sigmaX, sigmaY, share = 1 } = tie;
    if (sigmaX === null || sigmaY === null) continue;
    const common = { id, group: 'tie', ...places.ofTie(tie), share, slope: null } as const;
    equations.push({ ...common, component: 0, value: tie.xB - tie.xA, sigma: sigmaX });
    equations.push({ ...common, component: 1, value: tie.yB - tie.yA, sigma: sigmaY });
  }
  for (const { id, kind, scene, x, y, knownX, knownY, sigmaX, sigmaY, share = 1 } of control) {
    const common = { id, group: kind, a: places.of(scene, x, y), b: null, share, slope: null };
    equations.push({ ...common, component: 0, value: knownX - x, sigma: sigmaX });
    equations.push({ ...common, component: 1, value: knownY - y, sigma: sigmaY });
  }
  const priorByOrder = input.prior ?? planPrior(scenes);
  const problem: BlockProblem = { scenes, components: 2, equations, datum, model, priorByOrder };
  const solution = adjustBlock(problem);
  return { ...summarise(problem, solution, 3), information: planInformation(solution, datum) };
}
