import { csrFromTriplets } from '../math/sparse/csr.js';
import { normalMatrix } from '../math/sparse/normal-matrix.js';
import type { BlockSolution } from './adjust-block.js';
import { priorSigmas, unknownsOf } from './equations.js';
import type { PlanInformation } from './information.js';
import { orderOfTerm } from './model.js';
import type { Datum } from './observations.js';

/**
 * The information of a solved plan adjustment. A free one does not say where the block as a whole lies; there the scenes'
 * own geocoding counts, as good as the corrections that the scenes needed among themselves.
 */
export function planInformation(solution: BlockSolution, datum: Datum): PlanInformation {
  const { layout, estimate } = solution;
  if (datum.kind !== 'free') return { layout, normal: estimate.normal };
  const geocoding = priorSigmas(
    layout,
    [0, 1].map((order) => typicalSize(solution, order)),
  );
  const none = csrFromTriplets(0, layout.size, { row: [], column: [], value: [] });
  const weights = geocoding.map((sigma) => 1 / sigma ** 2);
  return { layout, normal: normalMatrix(none, [], weights, estimate.normal) };
}

/** Root mean square of the unknowns of an order, their own uncertainty included; 1 where there is none. */
function typicalSize({ layout, x, covariances }: BlockSolution, order: number): number {
  let [sum, count] = [0, 0];
  layout.models.forEach((_, scene) => {
    const unknowns = unknownsOf(layout, scene);
    unknowns.forEach(({ index, term }, k) => {
      if (orderOfTerm(term) !== order) return;
      sum += x[index]! ** 2 + covariances[scene]![k * (unknowns.length + 1)]!;
      count++;
    });
  });
  return count === 0 ? 1 : Math.sqrt(sum / count);
}
