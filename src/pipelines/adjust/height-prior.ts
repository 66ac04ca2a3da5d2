import { HEIGHT_PRIOR } from '../../adjust/adjust-heights.js';
import type { HeightControl, TieObservation } from '../../adjust/observations.js';
import { median } from '../../math/order-statistics.js';
import { NMAD_FACTOR } from '../../math/robust.js';

/**
 * A-priori sigmas of the coefficients by order: the usual ones, or wider where the scenes differ by so much more that their
 * quadratic and cubic terms have to be larger, too.
 */
export function heightPrior(
  ties: readonly TieObservation[],
  control: readonly HeightControl[],
): readonly [number, number, number, number] {
  const sizes = [
    ...ties.map(({ dh }) => Math.abs(dh ?? 0)),
    ...control.map(({ h, known }) => Math.abs(known - h)),
  ];
  const typical = NMAD_FACTOR * (sizes.length === 0 ? 0 : median(Float64Array.from(sizes)));
  const [offset, slope, quadratic, cubic] = HEIGHT_PRIOR;
  return [offset, slope, Math.max(quadratic, 2 * typical), Math.max(cubic, typical)];
}
