import type { Histogram } from '../math/histogram.js';
import type { Moments } from '../math/moments.js';
import { standardDeviation } from '../math/moments.js';

/** Height errors dh = tested minus reference, in metres. Every number is NaN when `count` is 0. */
export interface ErrorStatistics {
  readonly count: number;
  readonly mean: number;
  readonly median: number;
  /** Standard deviation of the population. */
  readonly std: number;
  /** Mean of |dh|. */
  readonly mae: number;
  readonly rmse: number;
  /** 1.4826 * median(|dh - median(dh)|): the standard deviation that outliers do not inflate. */
  readonly nmad: number;
  /** 90th percentile of |dh|. */
  readonly le90: number;
  /** 95th percentile of |dh|. */
  readonly le95: number;
  readonly min: number;
  readonly max: number;
}

export interface Percentile {
  /** 0 to 100. */
  readonly percent: number;
  readonly value: number;
}

/** How well a tested model agrees with a reference. */
export interface Accuracy extends ErrorStatistics {
  /** Samples compared, valid or not. */
  readonly total: number;
  /** Share of `total` where both models have a height. */
  readonly validPercent: number;
  /** Of dh, at {@link ACCURACY_PERCENTS}. */
  readonly percentiles: readonly Percentile[];
  /** One entry per class given, in their order. */
  readonly classes: readonly ErrorStatistics[];
  /** Of dh, symmetric about 0. */
  readonly histogram: Histogram;
}

export const ACCURACY_PERCENTS: readonly number[] = [1, 5, 25, 50, 75, 95, 99];

/** Puts the parts of one group together. */
export function errorStatistics(
  moments: Moments,
  robust: Pick<ErrorStatistics, 'median' | 'nmad' | 'le90' | 'le95'>,
): ErrorStatistics {
  const { count } = moments;
  const orNaN = (value: number): number => (count === 0 ? Number.NaN : value);
  return {
    count,
    mean: orNaN(moments.mean),
    median: robust.median,
    std: standardDeviation(moments),
    mae: moments.sumAbs / count,
    rmse: Math.sqrt(moments.sumSquares / count),
    nmad: robust.nmad,
    le90: robust.le90,
    le95: robust.le95,
    min: orNaN(moments.min),
    max: orNaN(moments.max),
  };
}
