/** Exact order statistics of arrays in memory. For more data than memory see `radix-quantiles.ts`. */

type Floats = Float32Array | Float64Array;

/**
 * Quantiles by linear interpolation between order statistics (numpy's default, Hyndman & Fan type 7).
 *
 * @param values any order, never changed; NaN samples are left out
 * @param probabilities in [0, 1], any order
 * @returns one value per probability; NaN when no sample is left
 */
export function quantiles(values: Floats, probabilities: readonly number[]): number[] {
  const work = withoutNaN(values);
  const n = work.length;
  if (n === 0) return probabilities.map(() => Number.NaN);
  const positions = probabilities.map((p) => rankOf(p, n));
  const ranks = new Set(positions.flatMap(({ lower, upper }) => [lower, upper]));
  let from = 0;
  for (const rank of [...ranks].sort((a, b) => a - b)) {
    select(work, rank, from, n - 1);
    from = rank + 1;
  }
  return positions.map(({ lower, upper, fraction }) => interpolate(work[lower], work[upper], fraction));
}

/** Middle value, or mean of the two middle ones; NaN samples are left out, NaN when none is left. */
export function median(values: Floats): number {
  return quantiles(values, [0.5])[0];
}

/** Zero-based ranks around a quantile of `n` sorted samples, and the weight of the upper one. */
export function rankOf(probability: number, n: number): { lower: number; upper: number; fraction: number } {
  const position = probability * (n - 1);
  const lower = Math.floor(position);
  return { lower, upper: Math.ceil(position), fraction: position - lower };
}

/** Between two order statistics; equal ones, also infinite ones, give themselves. */
export function interpolate(lower: number, upper: number, fraction: number): number {
  return lower === upper || fraction === 0 ? lower : lower + (upper - lower) * fraction;
}

function withoutNaN<T extends Floats>(values: T): T {
  const copy = values.slice() as T;
  let n = 0;
  for (let i = 0; i < copy.length; i++) {
    const v = copy[i];
    if (!Number.isNaN(v)) copy[n++] = v;
  }
  return copy.subarray(0, n) as T;
}

/**
 * Moves the element of rank `k` of `a[left..right]` to index `k`, smaller ones before it, larger ones after it
 * (Floyd & Rivest 1975, "Algorithm 489: SELECT"). Expected n + min(k, n - k) comparisons.
 */
function select(a: Floats, k: number, left: number, right: number): void {
  while (right > left) {
    if (right - left > 600) {
      const n = right - left + 1;
      const i = k - left + 1;
      const z = Math.log(n);
      const s = 0.5 * Math.exp((2 * z) / 3);
      const deviation = 0.5 * Math.sqrt((z * s * (n - s)) / n) * Math.sign(i - n / 2);
      const newLeft = Math.max(left, Math.floor(k - (i * s) / n + deviation));
      const newRight = Math.min(right, Math.floor(k + ((n - i) * s) / n + deviation));
      select(a, k, newLeft, newRight);
    }
    const pivot = a[k];
    let i = left;
    let j = right;
    swap(a, left, k);
    if (a[right] > pivot) swap(a, right, left);
    while (i < j) {
      swap(a, i, j);
      i++;
      j--;
      while (a[i] < pivot) i++;
      while (a[j] > pivot) j--;
    }
    if (a[left] === pivot) swap(a, left, j);
    else swap(a, ++j, right);
    if (j <= k) left = j + 1;
    if (k <= j) right = j - 1;
  }
}

function swap(a: Floats, i: number, j: number): void {
  const t = a[i];
  a[i] = a[j];
  a[j] = t;
}
