import type { BlockSolution } from './adjust-block.js';
import type { PlanAdjustment } from './adjust-plan.js';
import { type Layout, unknownsOf } from './equations.js';
import type { AdjustmentResult, SceneResult } from './result.js';

/** The parameters of a plan adjustment with what a height adjustment has found about them, and their covariance after it. */
export function refinedPlan(plan: PlanAdjustment, solution: BlockSolution): AdjustmentResult {
  const { information, ...before } = plan;
  const changes = solution.x.subarray(solution.layout.size);
  const scenes = before.scenes.map((scene, s) =>
    refinedScene(scene, information.layout, s, changes, solution.planCovariances[s]!),
  );
  return { ...before, scenes };
}

function refinedScene(
  scene: SceneResult,
  layout: Layout,
  number: number,
  changes: Float64Array,
  block: Float64Array,
): SceneResult {
  const size = scene.parameters.length;
  const terms = size / layout.components;
  const parameters = scene.parameters.slice();
  const covariance = new Array<number>(size * size).fill(0);
  const unknowns = unknownsOf(layout, number);
  const at = unknowns.map(({ component, term }) => component * terms + term);
  unknowns.forEach(({ index }, i) => {
    parameters[at[i]!]! += changes[index]!;
    at.forEach((column, j) => {
      covariance[at[i]! * size + column] = block[i * at.length + j]!;
    });
  });
  return { ...scene, parameters, covariance };
}
