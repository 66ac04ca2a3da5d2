import {
  addToHistogram,
  type Bins,
  createHistogram,
  type Histogram,
  mergeHistogram,
} from '../math/histogram.js';
import { type Moments, mergeMoments, momentsOf, NO_MOMENTS } from '../math/moments.js';
import {
  absoluteCoarse,
  absoluteFine,
  approximateQuantile,
  binsOfQuantiles,
  type CoarseCounts,
  countCoarse,
  countFine,
  createCoarseCounts,
  type FineCounts,
  mergeCoarse,
  mergeFine,
  radixQuantiles,
  signedBins,
} from '../math/radix-quantiles.js';
import { NMAD_FACTOR } from '../math/robust.js';
import { ACCURACY_PERCENTS, type Accuracy, errorStatistics } from './accuracy.js';

/**
 * Exact accuracy statistics, medians included, of differences that do not fit in memory: four passes over the tiles
 * with a bounded state. Passes and states are plain data (structured clone), so tiles can go to worker threads.
 * The first two passes select the quantiles of dh, the other two the median of |dh - median(dh)| (in float32).
 */

/** One pass, as a worker needs it. Group 0 holds all samples, group 1 + c those of class c. */
export interface AccuracyPass {
  /** 1 to 4. */
  readonly number: number;
  readonly groups: number;
  /** Per group: count |dh - centre| instead of dh. */
  readonly centres: readonly number[] | null;
  /** Per group: bins to count finely; null asks for the coarse counts. */
  readonly bins: readonly ReadonlySet<number>[] | null;
  /** Histogram of dh to fill. */
  readonly histogram: Bins | null;
}

/** What one pass gathers; only the parts that the pass asks for are filled. */
export interface AccuracyState {
  /** Samples seen, valid or not. */
  total: number;
  readonly moments: Moments[];
  readonly coarse: CoarseCounts[];
  readonly fine: FineCounts[];
  readonly histogram: Histogram | null;
}

const HISTOGRAM_BINS = 120;
const DH_PROBABILITIES = ACCURACY_PERCENTS.map((p) => p / 100);
const ABSOLUTE_PROBABILITIES = [0.9, 0.95];

/**
 * Yields the passes to make one after the other; send each pass's merged state back to get the next, and at last the
 * result. {@link accuracyByPasses} drives it.
 */
function* accuracyPasses(classCount: number): Generator<AccuracyPass, Accuracy, AccuracyState> {
  const groups = 1 + classCount;
  const none = { groups, centres: null, bins: null, histogram: null };
  const probabilitiesOf = (group: number): readonly number[] => (group === 0 ? DH_PROBABILITIES : [0.5]);

  const first = yield { ...none, number: 1 };
  const folded = first.coarse.map(absoluteCoarse);
  const bins = first.coarse.map(
    (counts, g) =>
      new Set([
        ...binsOfQuantiles(counts, probabilitiesOf(g)),
        ...signedBins(binsOfQuantiles(folded[g], ABSOLUTE_PROBABILITIES)),
      ]),
  );
  const second = yield { ...none, number: 2, bins, histogram: histogramBins(folded[0]) };
  const quantilesOf = first.coarse.map((c, g) => radixQuantiles(c, second.fine[g], probabilitiesOf(g)));
  const absolute = folded.map((c, g) =>
    radixQuantiles(c, absoluteFine(second.fine[g]), ABSOLUTE_PROBABILITIES),
  );
  const centres = quantilesOf.map((q, g) => q[probabilitiesOf(g).indexOf(0.5)]);

  const third = yield { ...none, number: 3, centres };
  const deviationBins = third.coarse.map((counts) => binsOfQuantiles(counts, [0.5]));
  const fourth = yield { ...none, number: 4, centres, bins: deviationBins };

  const statistics = first.moments.map((moments, g) =>
    errorStatistics(moments, {
      median: centres[g],
      nmad: NMAD_FACTOR * radixQuantiles(third.coarse[g], fourth.fine[g], [0.5])[0],
      le90: absolute[g][0],
      le95: absolute[g][1],
    }),
  );
  return {
    ...statistics[0],
    total: first.total,
    validPercent: first.total === 0 ? 0 : (100 * statistics[0].count) / first.total,
    percentiles: ACCURACY_PERCENTS.map((percent, i) => ({ percent, value: quantilesOf[0][i] })),
    classes: statistics.slice(1),
    histogram: second.histogram!,
  };
}

/**
 * Runs the passes: `runPass` feeds every tile to {@link addTile}, merges the tiles' states in a fixed order where
 * they were made separately, and returns the merged state.
 */
export async function accuracyByPasses(
  classCount: number,
  runPass: (pass: AccuracyPass) => Promise<AccuracyState>,
): Promise<Accuracy> {
  const passes = accuracyPasses(classCount);
  let step = passes.next();
  while (!step.done) step = passes.next(await runPass(step.value));
  return step.value;
}

/** The same for differences in memory. `classes` holds a class index per sample; other values mean no class. */
export function accuracyOf(dh: Float32Array, classes: Uint8Array | null, classCount: number): Accuracy {
  const passes = accuracyPasses(classCount);
  let step = passes.next();
  while (!step.done) {
    const state = createAccuracyState(step.value);
    addTile(step.value, state, dh, classes);
    step = passes.next(state);
  }
  return step.value;
}

export function createAccuracyState(pass: AccuracyPass): AccuracyState {
  const perGroup = <T>(wanted: boolean, create: () => T): T[] =>
    Array.from({ length: wanted ? pass.groups : 0 }, create);
  return {
    total: 0,
    moments: perGroup(pass.number === 1, () => NO_MOMENTS),
    coarse: perGroup(pass.bins === null, createCoarseCounts),
    fine: perGroup(pass.bins !== null, () => new Map()),
    histogram: pass.histogram === null ? null : createHistogram(pass.histogram),
  };
}

/** Adds the samples of a tile; NaN is missing. */
export function addTile(
  pass: AccuracyPass,
  state: AccuracyState,
  dh: Float32Array,
  classes: Uint8Array | null,
): void {
  state.total += dh.length;
  if (state.histogram !== null) addToHistogram(state.histogram, dh);
  groupsOf(dh, classes, pass.groups).forEach((samples, g) => {
    if (pass.number === 1) state.moments[g] = mergeMoments(state.moments[g], momentsOf(samples));
    const values = pass.centres === null ? samples : deviations(samples, pass.centres[g]);
    if (pass.bins === null) countCoarse(state.coarse[g], values);
    else countFine(state.fine[g], pass.bins[g], values);
  });
}

/** Adds `part` to `sum`; both come from the same pass. */
export function mergeAccuracyState(sum: AccuracyState, part: AccuracyState): void {
  sum.total += part.total;
  part.moments.forEach((m, g) => {
    sum.moments[g] = mergeMoments(sum.moments[g], m);
  });
  part.coarse.forEach((c, g) => {
    mergeCoarse(sum.coarse[g], c);
  });
  part.fine.forEach((f, g) => {
    mergeFine(sum.fine[g], f);
  });
  if (sum.histogram !== null && part.histogram !== null) mergeHistogram(sum.histogram, part.histogram);
}

/** All samples, then those of each class (a counting sort by class). */
function groupsOf(dh: Float32Array, classes: Uint8Array | null, groups: number): Float32Array[] {
  const start = new Int32Array(257);
  if (classes !== null) for (let i = 0; i < classes.length; i++) start[classes[i] + 1] += 1;
  for (let c = 0; c < 256; c++) start[c + 1] += start[c];
  const sorted = new Float32Array(start[256]);
  const next = start.slice();
  if (classes !== null) for (let i = 0; i < sorted.length; i++) sorted[next[classes[i]]!++] = dh[i];
  const perClass = Array.from({ length: groups - 1 }, (_, c) => sorted.subarray(start[c], start[c + 1]));
  return [dh, ...perClass];
}

function deviations(samples: Float32Array, centre: number): Float32Array {
  const out = new Float32Array(samples.length);
  for (let i = 0; i < samples.length; i++) out[i] = Math.abs(samples[i] - centre);
  return out;
}

/** Wide enough for 99 % of the samples, rounded outwards to a short number. */
function histogramBins(absolute: CoarseCounts): Bins {
  const reach = approximateQuantile(absolute, 0.99);
  const usable = Number.isFinite(reach) && reach > 0 ? reach : 1;
  const unit = 10 ** Math.floor(Math.log10(usable)) / 2;
  const max = Math.ceil(usable / unit) * unit;
  return { axis: 'linear', min: -max, max, count: HISTOGRAM_BINS };
}
