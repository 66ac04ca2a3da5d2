/** Count, mean, spread and extremes in float64; parts of the data can be merged. */
export interface Moments {
  readonly count: number;
  /** NaN-free: 0 when `count` is 0. */
  readonly mean: number;
  /** Sum of squared deviations from the mean. */
  readonly m2: number;
  /** Infinity when `count` is 0. */
  readonly min: number;
  /** -Infinity when `count` is 0. */
  readonly max: number;
  readonly sumAbs: number;
  readonly sumSquares: number;
}

export const NO_MOMENTS: Moments = {
  count: 0,
  mean: 0,
  m2: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
  sumAbs: 0,
  sumSquares: 0,
};

/** Two passes, so that a mean far from 0 costs no precision. NaN samples are left out. */
export function momentsOf(values: Float32Array | Float64Array): Moments {
  let count = 0;
  let sum = 0;
  let sumAbs = 0;
  let sumSquares = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const v = values[i];
    if (Number.isNaN(v)) continue;
    count++;
    sum += v;
    sumAbs += Math.abs(v);
    sumSquares += v * v;
    if (v < min) min = v;
    if (v > max) max = v;
  }
  if (count === 0) return NO_MOMENTS;
  const mean = sum / count;
  let m2 = 0;
  for (let i = 0; i < values.length; i++) {
    const d = values[i] - mean;
    if (!Number.isNaN(d)) m2 += d * d;
  }
  return { count, mean, m2, min, max, sumAbs, sumSquares };
}

/**
 * Moments of two disjoint parts together (Chan, Golub & LeVeque 1979). Floating-point sums depend on the order in
 * the last bits: merge in a fixed order where results must be reproducible.
 */
export function mergeMoments(a: Moments, b: Moments): Moments {
  if (a.count === 0) return b;
  if (b.count === 0) return a;
  const count = a.count + b.count;
  const delta = b.mean - a.mean;
  return {
    count,
    mean: a.mean + (delta * b.count) / count,
    m2: a.m2 + b.m2 + (delta * delta * a.count * b.count) / count,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    sumAbs: a.sumAbs + b.sumAbs,
    sumSquares: a.sumSquares + b.sumSquares,
  };
}

/** Standard deviation of the population (divisor n); NaN when empty. */
export function standardDeviation(m: Moments): number {
  return Math.sqrt(m.m2 / m.count);
}
