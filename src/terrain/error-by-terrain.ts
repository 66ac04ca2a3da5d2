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
  /** One entry per class of SLOPE_CLASSES, in it one per curvature class. */
  readonly cells: readonly (readonly ErrorCell[])[];
}

export interface ErrorCell {
  readonly count: number;
  /** NaN for fewer than 30 samples. */
  readonly median: number;
  readonly nmad: number;
}

/** Half of the ground is nearly even: the classes get finer where the curvature is large. */
const CURVATURE_PROBABILITIES = [0, 0.5, 0.75, 0.9, 0.975, 1];
const FEWEST_SAMPLES = 30;

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
  for (let i = 0; i < dh.length; i++) {
    if (Number.isNaN(dh[i] + curvature[i] + slope[i])) continue;
    const bin = inner.filter((edge) => curvature[i] >= edge).length;
    values[classes[i]][bin].push(dh[i]);
  }
  const cells = values.map((row) => row.map((errors) => cellOf(Float64Array.from(errors))));
  return { curvatureEdges, cells };
}

function cellOf(errors: Float64Array): ErrorCell {
  const count = errors.length;
  return count < FEWEST_SAMPLES
    ? { count, median: Number.NaN, nmad: Number.NaN }
    : { count, ...robustSpread(errors) };
}
