import { carryThrough, constrainCovariance, type InnerConstraints } from '../math/sparse/null-space.js';
import { covarianceBlock, type SelectedInverse } from '../math/sparse/selected-inverse.js';
import { type Layout, unknownsOf } from './equations.js';

/**
 * Covariance of every scene's unknowns, row-major, with respect to the datum.
 *
 * @returns function of a layout and of the number of its first unknown in the solution
 */
export function sceneCovariances(
  inverse: SelectedInverse,
  constraints: InnerConstraints,
): (layout: Layout, first: number) => Float64Array[] {
  const carried = carryThrough(inverse.factor, constraints);
  return (layout, first) =>
    layout.models.map((_, scene) => {
      const indices = unknownsOf(layout, scene).map(({ index }) => first + index);
      // Unknowns of one scene that share no observation belong to different components, which never meet: no covariance.
      const block = covarianceBlock(inverse, indices).map((c) => (Number.isNaN(c) ? 0 : c));
      return constraints.basis.length === 0
        ? block
        : constrainCovariance(constraints, carried, indices, block);
    });
}
