import type { Rng } from '../../core/rng.js';
import { median } from '../order-statistics.js';

/** Bins per doubling of the lag. */
const PER_OCTAVE = 4;
/** Fewer pairs make no estimate. */
const FEWEST_PAIRS = 50;
/** Turns half the squared median of |difference| into the semivariance of a normal distribution: 1 / Φ⁻¹(3/4)². */
const DOWD_FACTOR = 2.198;

/** Differences of pairs of samples, by distance. */
export interface LagPairs {
  /** Lower edge of the first bin. */
  readonly shortest: number;
  readonly longest: number;
  readonly bins: readonly LagBin[];
}

interface LagBin {
  lagSum: number;
  /** |difference| of every pair. */
  readonly differences: number[];
}

export interface VariogramPoint {
  /** Mean distance of the pairs. */
  readonly lag: number;
  /** Semivariance, in the square of the samples' unit. */
  readonly gamma: number;
  readonly pairs: number;
}

/** Distance between samples of a grid along x and y, in the unit of the lags. */
export interface Spacing {
  readonly x: number;
  readonly y: number;
}

/** Samples of a grid, row by row; NaN where there is none. */
export interface GridSamples {
  readonly width: number;
  readonly height: number;
  at(index: number): number;
}

export function createLagPairs(shortest: number, longest: number): LagPairs {
  const count = Math.max(1, Math.ceil(PER_OCTAVE * Math.log2(longest / shortest)));
  const bins = Array.from({ length: count }, (): LagBin => ({ lagSum: 0, differences: [] }));
  return { shortest, longest, bins };
}

/**
 * Draws pairs of samples of a grid (row-major; NaN is missing): lengths evenly on a logarithmic axis up to `longest`, in any direction,
 * anywhere. Draws that leave the grid or meet a missing sample give no pair.
 */
export function addGridPairs(
  pairs: LagPairs,
  { width, height, at }: GridSamples,
  spacing: Spacing,
  longest: number,
  draws: number,
  rng: Rng,
): void {
  const octaves = Math.log2(longest / pairs.shortest);
  for (let n = 0; n < draws; n++) {
    const length = pairs.shortest * 2 ** (octaves * rng.next());
    const angle = 2 * Math.PI * rng.next();
    const right = Math.round((length * Math.cos(angle)) / spacing.x);
    const down = Math.round((length * Math.sin(angle)) / spacing.y);
    const [cols, rows] = [width - Math.abs(right), height - Math.abs(down)];
    if (cols <= 0 || rows <= 0) continue;
    // Anywhere where both ends lie on the grid.
    const from = (Math.max(0, -down) + rng.int(rows)) * width + Math.max(0, -right) + rng.int(cols);
    const difference = at(from) - at(from + down * width + right);
    addPair(pairs, Math.hypot(right * spacing.x, down * spacing.y), difference);
  }
}

/** Samples anywhere, e.g. all over a raster that does not fit in memory. */
export interface Points {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly value: readonly number[];
}

/** Draws pairs of points; those nearer than `shortest` are left out. */
export function addPointPairs(
  pairs: LagPairs,
  { x, y, value }: Points,
  shortest: number,
  draws: number,
  rng: Rng,
): void {
  for (let n = 0; n < draws; n++) {
    const [i, j] = [rng.int(x.length), rng.int(x.length)];
    const lag = Math.hypot(x[i] - x[j], y[i] - y[j]);
    if (lag >= shortest) addPair(pairs, lag, value[i] - value[j]);
  }
}

function addPair({ shortest, longest, bins }: LagPairs, lag: number, difference: number): void {
  if (Number.isNaN(difference) || lag < shortest || lag > longest) return;
  const bin = bins[Math.min(bins.length - 1, Math.floor(PER_OCTAVE * Math.log2(lag / shortest)))];
  bin.lagSum += lag;
  bin.differences.push(Math.abs(difference));
}

/**
 * The empirical variogram by Dowd's estimator (1984, in Geostatistics for Natural Resources Characterization, 91-106), 2 gamma = 2.198
 * median(|difference|)^2, which outliers hardly move; Hugonnet et al. (2022, IEEE JSTARS 15, 6456-6472) use it for elevation errors.
 * Bins of a quarter octave; those with fewer than 50 pairs are left out.
 */
export function empiricalVariogram({ bins }: LagPairs): VariogramPoint[] {
  return bins.flatMap(({ lagSum, differences }) => {
    const pairs = differences.length;
    if (pairs < FEWEST_PAIRS) return [];
    const gamma = (DOWD_FACTOR / 2) * median(Float64Array.from(differences)) ** 2;
    return [{ lag: lagSum / pairs, gamma, pairs }];
  });
}
