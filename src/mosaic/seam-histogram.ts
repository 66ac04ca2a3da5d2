/**
 * Histograms of magnitudes with logarithmic bins and integer counts: merging them in any order gives the same
 * result, so tiles and workers can be added up exactly. 16 bins per factor of two, from 2^-24 (below: bin 0) to 2^24
 * (above: last bin); a bin is at most 6 % wide and quantiles are interpolated inside it.
 */

/** Bins per factor of two is 2^4: the four leading bits of a float32's fraction. */
const FRACTION_BITS = 4;
const SHIFT = 23 - FRACTION_BITS;
const LOWEST_EXPONENT = -24;
const HIGHEST_EXPONENT = 24;
const FIRST = (127 + LOWEST_EXPONENT) << FRACTION_BITS;

export const BIN_COUNT = ((HIGHEST_EXPONENT - LOWEST_EXPONENT) << FRACTION_BITS) + 2;

/** Non-empty bins as `[bin, count, bin, count, ...]` with rising bins: small, and JSON. */
export type SparseHistogram = readonly number[];

const asFloat = new Float32Array(1);
const asBits = new Int32Array(asFloat.buffer);

/** Bin of a magnitude >= 0, read off the bits of its float32 form. */
export function binOf(magnitude: number): number {
  asFloat[0] = magnitude;
  const bin = (asBits[0] >> SHIFT) - FIRST + 1;
  return bin < 1 ? 0 : bin >= BIN_COUNT ? BIN_COUNT - 1 : bin;
}

/** Lower edge of a bin; bin 0 starts at 0. */
export function binStart(bin: number): number {
  if (bin === 0) return 0;
  asBits[0] = (bin - 1 + FIRST) << SHIFT;
  return asFloat[0];
}

export function toSparse(counts: Uint32Array): SparseHistogram {
  const sparse: number[] = [];
  for (let bin = 0; bin < counts.length; bin++) if (counts[bin] > 0) sparse.push(bin, counts[bin]);
  return sparse;
}

export function totalOf(h: SparseHistogram): number {
  let n = 0;
  for (let k = 1; k < h.length; k += 2) n += h[k];
  return n;
}

export function addHistograms(a: SparseHistogram, b: SparseHistogram): SparseHistogram {
  const sum: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const left = i < a.length ? a[i] : BIN_COUNT;
    const right = j < b.length ? b[j] : BIN_COUNT;
    sum.push(Math.min(left, right), (left <= right ? a[i + 1] : 0) + (right <= left ? b[j + 1] : 0));
    if (left <= right) i += 2;
    if (right <= left) j += 2;
  }
  return sum;
}

/** Quantile `q` in [0, 1], linear inside its bin; NaN for an empty histogram. */
export function quantile(h: SparseHistogram, q: number): number {
  const wanted = q * totalOf(h);
  let below = 0;
  for (let k = 0; k < h.length; k += 2) {
    const count = h[k + 1];
    if (below + count >= wanted) {
      const start = binStart(h[k]);
      const end = binStart(h[k] + 1);
      return h[k] === 0 ? 0 : start + ((end - start) * (wanted - below)) / count;
    }
    below += count;
  }
  return Number.NaN;
}
