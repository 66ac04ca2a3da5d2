import type { Window } from '../core/window.js';

/** What a chip offers to matching. */
export interface ChipTexture {
  /** Standard deviation of the heights about the plane of best fit, metres. A plane alone fits anywhere. */
  readonly relief: number;
  /**
   * Standard deviation of the height gradient along the direction in which it varies least, metres per pixel: 0 for planes
   * and for ridges of one direction, which can be slid along themselves. Noise adds to it.
   */
  readonly texture: number;
}

/**
 * How sure a match must promise to be. With noise of standard deviation `noise` in the height difference, n samples and
 * gradients whose spread is g (without noise), the position's standard error is `noise / (g sqrt(n))` pixels: the inverse of
 * the normal matrix of least-squares matching.
 */
export interface ChipLimits {
  /** Standard deviation of the noise of the height difference, metres. */
  readonly noise: number;
  /** Largest predicted standard error of a match, pixels. */
  readonly maxSigma: number;
}

/** Scenes with 1 m of noise each; a quarter of a pixel. */
export const CHIP_LIMITS: ChipLimits = { noise: Math.SQRT2, maxSigma: 0.25 };

/**
 * Texture of the chip that fills a window of a plane; null when a sample is missing or the window reaches outside.
 *
 * @param plane row-major heights in metres, NaN where missing
 */
export function chipTexture(
  plane: { readonly width: number; readonly height: number; readonly data: Float32Array },
  chip: Window,
): ChipTexture | null {
  const { col, row, width, height } = chip;
  if (col < 0 || row < 0 || col + width > plane.width || row + height > plane.height) return null;
  const at = (i: number, j: number): number => plane.data[(row + j) * plane.width + col + i];
  const relief = reliefOf(at, width, height);
  if (!Number.isFinite(relief)) return null;
  return { relief, texture: Math.sqrt(leastGradientVariance(at, width, height)) };
}

/** Predicted standard error of a match in pixels; infinite when the texture is no more than noise. */
export function predictedSigma({ texture }: ChipTexture, samples: number, { noise }: ChipLimits): number {
  // One scene has half of the difference's variance, and a central difference of two samples half of that.
  const clean = texture ** 2 - noise ** 2 / 4;
  return clean > 0 ? noise / Math.sqrt(samples * clean) : Number.POSITIVE_INFINITY;
}

type Sampler = (col: number, row: number) => number;

/** Standard deviation about the least-squares plane. */
function reliefOf(at: Sampler, width: number, height: number): number {
  const n = width * height;
  const origin = at(0, 0);
  let [sum, squares, momentX, momentY] = [0, 0, 0, 0];
  for (let j = 0; j < height; j++) {
    for (let i = 0; i < width; i++) {
      const z = at(i, j) - origin;
      sum += z;
      squares += z * z;
      momentX += (i - (width - 1) / 2) * z;
      momentY += (j - (height - 1) / 2) * z;
    }
  }
  const spreadX = (n * (width * width - 1)) / 12;
  const spreadY = (n * (height * height - 1)) / 12;
  const plane = (spreadX > 0 ? momentX ** 2 / spreadX : 0) + (spreadY > 0 ? momentY ** 2 / spreadY : 0);
  return Math.sqrt(Math.max(squares - (sum * sum) / n - plane, 0) / n);
}

/** Smaller eigenvalue of the covariance of the central differences inside the chip. */
function leastGradientVariance(at: Sampler, width: number, height: number): number {
  const n = (width - 2) * (height - 2);
  if (width < 3 || height < 3) return 0;
  let [p, q, pp, qq, pq] = [0, 0, 0, 0, 0];
  for (let j = 1; j < height - 1; j++) {
    for (let i = 1; i < width - 1; i++) {
      const gx = (at(i + 1, j) - at(i - 1, j)) / 2;
      const gy = (at(i, j + 1) - at(i, j - 1)) / 2;
      p += gx;
      q += gy;
      pp += gx * gx;
      qq += gy * gy;
      pq += gx * gy;
    }
  }
  const xx = (pp - (p * p) / n) / n;
  const yy = (qq - (q * q) / n) / n;
  const xy = (pq - (p * q) / n) / n;
  return Math.max((xx + yy) / 2 - Math.hypot((xx - yy) / 2, xy), 0);
}
