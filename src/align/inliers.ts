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
