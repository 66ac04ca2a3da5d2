import { median } from './order-statistics.js';

/** Makes the median absolute deviation of a normal distribution its standard deviation: 1 / Φ⁻¹(3/4). */
export const NMAD_FACTOR = 1.4826;

/** Median and normalised median absolute deviation, `1.4826 * median(|x - median(x)|)` (Höhle & Höhle 2009, eq. 3). */
export interface RobustSpread {
  readonly median: number;
  readonly nmad: number;
}

/** Both NaN when no sample is left; NaN samples are left out. */
export function robustSpread(values: Float32Array | Float64Array): RobustSpread {
  const centre = median(values);
  const deviations = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) deviations[i] = Math.abs(values[i] - centre);
  return { median: centre, nmad: NMAD_FACTOR * median(deviations) };
}
