/** Edges of a histogram: equal widths on a linear or on a logarithmic axis. */
export interface Bins {
  readonly axis: 'linear' | 'log';
  /** Lower edge of the first bin; positive on a log axis. */
  readonly min: number;
  /** Upper edge of the last bin. */
  readonly max: number;
  readonly count: number;
}

/** Integer counts, so parts of the data can be counted in any order and added. */
export interface Histogram {
  readonly bins: Bins;
  /** Samples in [edge i, edge i + 1). */
  readonly counts: Float64Array;
  /** Samples left of the first and right of the last edge. */
  below: number;
  above: number;
}

export function createHistogram(bins: Bins): Histogram {
  return { bins, counts: new Float64Array(bins.count), below: 0, above: 0 };
}

/** NaN samples are left out. */
export function addToHistogram(h: Histogram, values: Float32Array | Float64Array): void {
  const { axis, min, max, count } = h.bins;
  const log = axis === 'log';
  const origin = log ? Math.log(min) : min;
  const perUnit = count / ((log ? Math.log(max) : max) - origin);
  for (let i = 0; i < values.length; i++) {
    const v = values[i];
    if (v < min) h.below++;
    else if (v >= max) h.above++;
    else if (!Number.isNaN(v)) {
      const bin = Math.floor(((log ? Math.log(v) : v) - origin) * perUnit);
      // Rounding can lift a value just below the last edge onto it.
      h.counts[Math.min(Math.max(bin, 0), count - 1)] += 1;
    }
  }
}

/** Adds `part`, which has the same bins, to `sum`. */
export function mergeHistogram(sum: Histogram, part: Histogram): void {
  for (let i = 0; i < sum.counts.length; i++) sum.counts[i] += part.counts[i];
  sum.below += part.below;
  sum.above += part.above;
}

/** Position of an edge, 0 to `count`. */
export function edgeOf({ axis, min, max, count }: Bins, index: number): number {
  const t = index / count;
  return axis === 'log' ? min * (max / min) ** t : min + (max - min) * t;
}

/**
 * Quantile estimate, right to one bin: interpolated within the bin along its axis. Samples outside count as lying on
 * the outer edges. NaN when the histogram is empty.
 */
export function histogramQuantile(h: Histogram, probability: number): number {
  const inside = h.counts.reduce((s, c) => s + c, 0);
  const n = h.below + inside + h.above;
  if (n === 0) return Number.NaN;
  let rest = probability * n - h.below;
  if (rest < 0) return h.bins.min;
  for (let i = 0; i < h.counts.length; i++) {
    const c = h.counts[i];
    if (c > 0 && rest <= c) return edgeOf(h.bins, i + rest / c);
    rest -= c;
  }
  return h.bins.max;
}
