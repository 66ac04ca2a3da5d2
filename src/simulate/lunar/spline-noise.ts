import { hash32 } from '../../core/rng.js';
import { normalQuantiles, quantileAt } from './fast-normals.js';

/** Self-affine noise on a raster as a sum of levels with doubling wavelength. */
export interface SplineNoise {
  readonly seed: number;
  /** Size in samples. */
  readonly width: number;
  readonly height: number;
  /**
   * Standard deviation of the white noise on the lattice with a spacing of `2^k` samples, for k = 0, 1, ...; levels with a gain of 0
   * cost nothing.
   */
  readonly gains: readonly number[];
}

/**
 * White Gaussian noise on nested lattices, each interpolated by cubic B-splines (dyadic subdivision). The B-spline is nearly
 * isotropic, and its noise has nearly the same spread everywhere: unlike gradient noise, which is 0 on its lattice, it shows no weave.
 * Row-major, mean about 0.
 */
export function splineNoise({ seed, width, height, gains }: SplineNoise): Float32Array {
  const seedOf = (k: number): number => hash32(hash32(seed) + k);
  const sizes = gains.map((_, k) => [coarserBy(width, k), coarserBy(height, k)] as const);
  let k = gains.length - 1;
  let field: Float32Array = new Float32Array(sizes[k][0] * sizes[k][1]);
  addNoise(field, gains[k], seedOf(k));
  while (--k >= 0) {
    field = refine(field, sizes[k + 1][0], sizes[k][0], sizes[k][1]);
    if (gains[k] > 0) addNoise(field, gains[k], seedOf(k));
  }
  return field;
}

/** Lattice points that cover `size` samples after `k` refinements, with those beyond the edges that the spline needs. */
function coarserBy(size: number, k: number): number {
  let n = size;
  for (let i = 0; i < k; i++) n = (n >> 1) + 2;
  return n;
}

function addNoise(field: Float32Array, gain: number, seed: number): void {
  const quantiles = normalQuantiles();
  for (let i = 0; i < field.length; i++) field[i] += gain * quantiles[quantileAt(seed, i)];
}

/** One dyadic subdivision of the cubic B-spline, masks (1 6 1)/8 and (4 4)/8, first along rows, then along columns. */
function refine(coarse: Float32Array, stride: number, width: number, height: number): Float32Array {
  const rows = coarse.length / stride;
  const wide = new Float32Array(width * rows);
  for (let r = 0; r < rows; r++) {
    for (let c = 0, o = r * width; c < width; c++, o++) {
      const i = r * stride + ((c + 1) >> 1);
      wide[o] =
        c & 1 ? 0.125 * (coarse[i - 1] + 6 * coarse[i] + coarse[i + 1]) : 0.5 * (coarse[i] + coarse[i + 1]);
    }
  }
  const fine = new Float32Array(width * height);
  for (let r = 0; r < height; r++) {
    const from = ((r + 1) >> 1) * width;
    const odd = (r & 1) === 1;
    for (let c = 0, i = from, o = r * width; c < width; c++, i++, o++) {
      fine[o] = odd
        ? 0.125 * (wide[i - width] + 6 * wide[i] + wide[i + width])
        : 0.5 * (wide[i] + wide[i + width]);
    }
  }
  return fine;
}

/**
 * Mean variance per level for a gain of 1: white noise on the samples themselves, once refined, and from then on the septic B-spline at
 * 0, squared.
 */
const VARIANCES = [1, 0.3] as const;
const VARIANCE = (151 / 315) ** 2;

/**
 * Root mean square difference of two samples `lag` (at least 1) samples apart, of levels with the given gains. The autocorrelation of a
 * level is the septic B-spline, here the Gaussian with its variance of 2/3 (error below 3 % of the variance).
 */
export function rmsDifference(gains: readonly number[], lag: number): number {
  const sum = gains.reduce((s, g, k) => {
    const uncorrelated = k === 0 ? 1 : 1 - Math.exp(-0.75 * (lag / 2 ** k) ** 2);
    return s + g * g * (VARIANCES[k] ?? VARIANCE) * uncorrelated;
  }, 0);
  return Math.sqrt(2 * sum);
}
