import { interpolate, rankOf } from './order-statistics.js';

/**
 * Exact quantiles of float32 samples that do not fit in memory, in two passes over the data: the bit pattern of a
 * float32, made monotone, is a 32-bit key; pass 1 counts its upper 16 bits, pass 2 the lower 16 bits of the few bins
 * that hold the wanted ranks (a radix selection). The counts are integers, so parts of the data can be counted
 * anywhere, in any order, and added: the result is the same to the last bit.
 *
 * A coarse bin spans 1/128 of an octave (0.8 %), so pass 1 alone already gives quantiles to 0.4 %.
 */

/** Samples per value of the upper 16 key bits: 65536 integers, exact up to 2^53. */
export type CoarseCounts = Float64Array;

/** For each wanted upper half, the samples per value of the lower 16 key bits. */
export type FineCounts = Map<number, Float64Array>;

const HALF = 65536;
const MAGNITUDE = 0x7fffffff;
/** Bits of infinity; larger magnitudes are NaN. */
const INFINITE = 0x7f800000;

export function createCoarseCounts(): CoarseCounts {
  return new Float64Array(HALF);
}

/** Pass 1: adds samples. NaN is left out. */
export function countCoarse(counts: CoarseCounts, values: Float32Array): void {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < bits.length; i++) {
    const b = bits[i];
    if ((b & MAGNITUDE) > INFINITE) continue;
    counts[(monotone(b) >> 16) + HALF / 2] += 1;
  }
}

/** Pass 2: adds the samples that fall into one of `bins` (upper halves, from {@link binsOfQuantiles}). */
export function countFine(counts: FineCounts, bins: ReadonlySet<number>, values: Float32Array): void {
  const slots = new Int32Array(HALF).fill(-1);
  const tables: Float64Array[] = [];
  for (const bin of bins) {
    slots[bin] = tables.length;
    tables.push(counts.get(bin) ?? new Float64Array(HALF));
  }
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < bits.length; i++) {
    const b = bits[i];
    if ((b & MAGNITUDE) > INFINITE) continue;
    const key = monotone(b);
    const slot = slots[(key >> 16) + HALF / 2];
    if (slot >= 0) tables[slot][key & 0xffff] += 1;
  }
  let slot = 0;
  for (const bin of bins) counts.set(bin, tables[slot++]);
}

/** Adds `part` to `sum`. */
export function mergeCoarse(sum: CoarseCounts, part: CoarseCounts): void {
  for (let i = 0; i < HALF; i++) sum[i] += part[i];
}

/** Adds `part` to `sum`. */
export function mergeFine(sum: FineCounts, part: FineCounts): void {
  for (const [bin, table] of part) {
    const present = sum.get(bin);
    if (present === undefined) sum.set(bin, table.slice());
    else mergeCoarse(present, table);
  }
}

/**
 * The counts of |x|, from those of x: the key of -x is the complement of the key of x, so no further pass is needed.
 * The same function folds the tables of both passes.
 */
export function absoluteCoarse(counts: CoarseCounts): CoarseCounts {
  const folded = new Float64Array(HALF);
  for (let i = HALF / 2; i < HALF; i++) folded[i] = counts[i] + counts[HALF - 1 - i];
  return folded;
}

/** As {@link absoluteCoarse}, for pass 2; needs the bins that {@link signedBins} gives. */
export function absoluteFine(counts: FineCounts): FineCounts {
  const folded: FineCounts = new Map();
  for (const [bin, table] of counts) {
    const negative = bin < HALF / 2;
    mergeFine(folded, new Map([[negative ? HALF - 1 - bin : bin, negative ? table.toReversed() : table]]));
  }
  return folded;
}

/** The bins of x in which the samples of some bins of |x| lie. */
export function signedBins(absoluteBins: Iterable<number>): number[] {
  return [...absoluteBins].flatMap((bin) => [bin, HALF - 1 - bin]);
}

/** Upper key halves that hold the order statistics of the quantiles: what pass 2 has to count. */
export function binsOfQuantiles(counts: CoarseCounts, probabilities: readonly number[]): Set<number> {
  const n = total(counts);
  const bins = new Set<number>();
  if (n === 0) return bins;
  for (const p of probabilities) {
    const { lower, upper } = rankOf(p, n);
    bins.add(locate(counts, lower).bin);
    bins.add(locate(counts, upper).bin);
  }
  return bins;
}

/** Exact quantiles (numpy's default definition) after both passes; NaN when there are no samples. */
export function radixQuantiles(
  coarse: CoarseCounts,
  fine: FineCounts,
  probabilities: readonly number[],
): number[] {
  const n = total(coarse);
  if (n === 0) return probabilities.map(() => Number.NaN);
  const at = (rank: number): number => {
    const upperHalf = locate(coarse, rank);
    const lowerHalf = locate(fine.get(upperHalf.bin)!, upperHalf.rest);
    return floatOf(upperHalf.bin, lowerHalf.bin);
  };
  return probabilities.map((p) => {
    const { lower, upper, fraction } = rankOf(p, n);
    return interpolate(at(lower), at(upper), fraction);
  });
}

/** Quantile from pass 1 alone, to 0.4 % of its value; NaN when there are no samples. */
export function approximateQuantile(counts: CoarseCounts, probability: number): number {
  const n = total(counts);
  if (n === 0) return Number.NaN;
  return floatOf(locate(counts, Math.round(probability * (n - 1))).bin, HALF / 2);
}

function total(counts: Float64Array): number {
  let n = 0;
  for (let i = 0; i < counts.length; i++) n += counts[i];
  return n;
}

/** Bin that holds the sample of a zero-based rank, and the rank within the bin. */
function locate(counts: Float64Array, rank: number): { bin: number; rest: number } {
  let rest = rank;
  let bin = 0;
  while (rest >= counts[bin]) rest -= counts[bin++];
  return { bin, rest };
}

/**
 * Bits of a float32 as an integer that rises with the float, and back: negative floats are stored as sign and
 * magnitude, so their magnitude is complemented. Signed, because engines keep signed integers in registers.
 */
function monotone(bits: number): number {
  return bits ^ ((bits >> 31) & MAGNITUDE);
}

/** Float of the key with these halves. Adding 0 turns -0 into 0. */
function floatOf(upper: number, lower: number): number {
  const key = ((upper - HALF / 2) << 16) | lower;
  return new Float32Array(Int32Array.of(monotone(key)).buffer)[0] + 0;
}
