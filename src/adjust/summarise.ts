import type { BlockProblem, BlockSolution } from './adjust-block.js';
import type { AdjustmentResult, GroupResult, ObservationResult, SceneResult } from './result.js';
import { sceneParameters } from './scene-parameters.js';

/** Share of a group's components that may be rejected before it is worth a warning. */
const MANY_REJECTED = 0.15;

/** Factor on the a-priori sigmas that is worth a warning, either way. */
const FAR_OFF = 3;

/**
 * The solution as plain data.
 *
 * @param terms length of a component's polynomial in the result: 10 for height, 3 for plan
 */
export function summarise(problem: BlockProblem, solution: BlockSolution, terms: number): AdjustmentResult {
  const plan = problem.components === 2;
  const scenes = problem.scenes.map((_, s) => sceneResult(problem, solution, s, terms));
  const observations = observationResults(problem, solution, plan ? ['x', 'y'] : ['h']);
  const groups = groupResults(problem, solution, observations);
  const redundancy = groups.reduce((sum, g) => sum + g.redundancy, 0);
  const squares = groups.reduce((sum, g) => sum + g.scale ** 2 * g.redundancy, 0);
  return {
    quantity: plan ? 'plan' : 'height',
    datum: problem.datum,
    scenes,
    groups,
    observations,
    sigma0: redundancy > 0 ? Math.sqrt(squares / redundancy) : 1,
    datumDefect: solution.datumDefect,
    warnings: [...solution.warnings, ...warningsOf(scenes, groups, solution.estimate.settled)],
  };
}

function sceneResult(problem: BlockProblem, solution: BlockSolution, s: number, terms: number): SceneResult {
  return {
    scene: problem.scenes[s]!,
    status: solution.fixed.has(s) ? 'fixed' : solution.unobserved.has(s) ? 'unobserved' : 'adjusted',
    model: solution.layout.models[s] ?? problem.model,
    requested: problem.model,
    reason: solution.reasons.get(s) ?? null,
    ...sceneParameters(solution.layout, s, terms, solution.x, solution.covariances[s]!),
  };
}

function observationResults(
  { equations, scenes }: BlockProblem,
  { estimate, groups }: BlockSolution,
  components: readonly ('x' | 'y' | 'h')[],
): ObservationResult[] {
  return equations.map(({ id, group, component, a, b, value, sigma }, i) => ({
    id,
    group,
    component: components[component]!,
    scenes: [scenes[a.scene]!.id, ...(b === null ? [] : [scenes[b.scene]!.id])],
    before: -value,
    after: -estimate.residuals[i]!,
    sigma: sigma * estimate.scales[groups.indexOf(group)]!,
    weight: estimate.weights[i]!,
  }));
}

function groupResults(
  { equations, components }: BlockProblem,
  { groups, estimate }: BlockSolution,
  observations: readonly ObservationResult[],
): GroupResult[] {
  return groups.map((group, g) => {
    let count = 0;
    let redundancy = 0;
    const before: number[] = [];
    const after: number[] = [];
    const rejected = new Set<number>();
    observations.forEach((o, i) => {
      if (o.group !== group) return;
      // The components of an observation follow each other.
      const observation = Math.floor(count++ / components);
      if (estimate.rejected[i] === 1) {
        rejected.add(observation);
        return;
      }
      redundancy += estimate.redundancy[i]!;
      before.push(equations[i]!.value);
      after.push(o.after);
    });
    return {
      group,
      count: count / components,
      rejected: rejected.size,
      redundancy,
      scale: estimate.scales[g]!,
      scaled: estimate.scaled[g] ?? false,
      rmsBefore: rms(before),
      rmsAfter: rms(after),
    };
  });
}

function rms(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / Math.max(1, values.length));
}

function warningsOf(
  scenes: readonly SceneResult[],
  groups: readonly GroupResult[],
  settled: boolean,
): string[] {
  const warnings = scenes.flatMap(({ scene, model, reason }) =>
    reason === null ? [] : [`${scene.id}: ${model} model only. ${reason}`],
  );
  for (const { group, count, rejected, scale, scaled } of groups) {
    if (rejected > MANY_REJECTED * count) {
      warnings.push(`${rejected} of ${count} ${group} observations were rejected as gross errors.`);
    }
    if (scaled && (scale > FAR_OFF || scale < 1 / FAR_OFF)) {
      const factor = scale > 1 ? scale : 1 / scale;
      const way = scale > 1 ? 'small' : 'large';
      warnings.push(
        `The a-priori sigmas of the ${group} observations were ${factor.toFixed(1)} times too ${way}.`,
      );
    }
    if (!scaled) {
      warnings.push(
        `Too little redundancy to scale the sigmas of the ${group} observations; taken as given.`,
      );
    }
  }
  if (!settled)
    warnings.push('The weights still changed after the last round; look at the rejected observations.');
  return warnings;
}
