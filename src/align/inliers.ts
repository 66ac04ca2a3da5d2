import { robustSpread } from '../math/robust.js';

/** Closed range of residuals that take part in a fit. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** Within `factor` NMAD of the median. */
export function rangeByNmad(residuals: Float64Array, factor: number): Range {
  const { median, nmad } = robustSpread(residuals);
  // Half of the samples may be equal (quantised heights): then the spread is not 0, but unknown.
  const reach = nmad > 0 ? factor * nmad : Number.POSITIVE_INFINITY;
  return { low: median - reach, high: median + reach };
}

/** Whether a residual lies in the range; NaN does not. */
export function isIn({ low, high }: Range, r: number): boolean {
  return r >= low && r <= high;
}

/** Iterations after which the choice of inliers stands. */
const SETTLED = 20;

/** Which residuals take part in an iteration. */
export type InlierChoice = (residuals: Float64Array, iteration: number) => Uint8Array;

/**
 * Residuals within `factor` NMAD, chosen anew in every iteration until the twentieth and then kept: with a hard cut an iteration can
 * otherwise go round between two choices for ever. `also` may rule out more.
 */
export function createInlierChoice(
  count: number,
  factor: number,
  also: (i: number) => boolean = () => true,
): InlierChoice {
  const chosen = new Uint8Array(count);
  return (residuals, iteration) => {
    if (iteration <= SETTLED) {
      const range = rangeByNmad(residuals, factor);
      for (let i = 0; i < count; i++) chosen[i] = isIn(range, residuals[i]!) && also(i) ? 1 : 0;
    } else {
      for (let i = 0; i < count; i++) if (Number.isNaN(residuals[i])) chosen[i] = 0;
    }
    return chosen;
  };
}
