import { quantiles } from '../math/order-statistics.js';
import { robustSpread } from '../math/robust.js';
import { SLOPE_CLASSES, slopeClasses } from './slope-classes.js';

/** Height errors with the ground they lie on, element by element; NaN where unknown. */
export interface ErrorSamples {
  readonly dh: Float32Array;
  /** Degrees. */
  readonly slope: Float32Array;
  /** 1/m, without sign. */
  readonly curvature: Float32Array;
}

/** Spread of height errors by slope and curvature. */
export interface ErrorByTerrain {
  /** Limits of the curvature classes in 1/m, one more than there are classes. */
  readonly curvatureEdges: readonly number[];
  /** Mean slope of every class of SLOPE_CLASSES in degrees, and mean curvature of every class in 1/m; NaN for none. */
  readonly slopes: readonly number[];
  readonly curvatures: readonly number[];
  /** One entry per class of SLOPE_CLASSES, in it one per curvature class. */
  readonly cells: readonly (readonly ErrorCell[])[];
}

export interface ErrorCell {
  readonly count: number;
  /** NaN for fewer than 100 samples. */
  readonly median: number;
  readonly nmad: number;
}

/** Half of the ground is nearly even: the classes get finer where the curvature is large. */
const CURVATURE_PROBABILITIES = [0, 0.5, 0.75, 0.9, 0.975, 1];
/** The NMAD of 100 normal samples is off by 12 %. */
const FEWEST_SAMPLES = 100;

/**
 * How the errors grow with slope and curvature: NMAD in classes of both, after Hugonnet et al. (2022, IEEE JSTARS 15, 6456-6472), who
 * interpolate between them. Null without samples.
 */
export function errorByTerrain({ dh, slope, curvature }: ErrorSamples): ErrorByTerrain | null {
  const curvatureEdges = quantiles(curvature, CURVATURE_PROBABILITIES);
  if (curvatureEdges.some(Number.isNaN)) return null;
  const inner = curvatureEdges.slice(1, -1);
  const values = SLOPE_CLASSES.map(() => Array.from({ length: inner.length + 1 }, (): number[] => []));
  const classes = slopeClasses(slope);
  const [slopes, curvatures] = [classMeans(values.length), classMeans(inner.length + 1)];
  for (let i = 0; i < dh.length; i++) {
    if (Number.isNaN(dh[i] + curvature[i] + slope[i])) continue;
    const bin = inner.filter((edge) => curvature[i] >= edge).length;
    values[classes[i]][bin].push(dh[i]);
    slopes.add(classes[i], slope[i]);
    curvatures.add(bin, curvature[i]);
  }
  const cells = values.map((row) => row.map((errors) => cellOf(Float64Array.from(errors))));
  return { curvatureEdges, slopes: slopes.means(), curvatures: curvatures.means(), cells };
}

function classMeans(count: number) {
  const [sums, counts] = [new Float64Array(count), new Float64Array(count)];
  return {
    add(index: number, value: number): void {
      sums[index] += value;
      counts[index]++;
    },
    means: (): number[] => Array.from(sums, (sum, i) => sum / counts[i]),
  };
}

function cellOf(errors: Float64Array): ErrorCell {
  const count = errors.length;
  return count < FEWEST_SAMPLES
    ? { count, median: Number.NaN, nmad: Number.NaN }
    : { count, ...robustSpread(errors) };
}
