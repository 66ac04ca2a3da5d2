import type { BlockSolution } from './adjust-block.js';
import type { PlanAdjustment } from './adjust-plan.js';
import type { AdjustmentResult } from './result.js';
import { sceneParameters } from './scene-parameters.js';

/** The parameters of a plan adjustment with what a height adjustment has found about them, and their covariance after it. */
export function refinedPlan(plan: PlanAdjustment, solution: BlockSolution): AdjustmentResult {
  const { information, ...result } = plan;
  const found = solution.x.subarray(solution.layout.size);
  const scenes = result.scenes.map((scene, s) => {
    const change = sceneParameters(information.layout, s, 3, found, solution.planCovariances[s]!);
    const parameters = scene.parameters.map((p, i) => p + change.parameters[i]!);
    return { ...scene, parameters, covariance: change.covariance };
  });
  return { ...result, scenes };
}
