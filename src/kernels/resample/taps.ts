import { type ResampleMethod, supportRadius, supportScale } from './method.js';

/** Samples that take part along one axis, and their weights; reused from call to call. */
export interface Taps {
  first: number;
  count: number;
  readonly weights: Float64Array;
}

type KernelMethod = Exclude<ResampleMethod, 'nearest' | 'average'>;

/**
 * Weights of the samples around `position` (pixels, corner convention: sample `i` covers `[i, i + 1)`) along one axis.
 * They sum to 1: kernels that do so by themselves are left alone, the others are divided by their sum.
 */
export function axisTaps(
  method: Exclude<ResampleMethod, 'nearest'>,
  scale: number,
  position: number,
  taps: Taps,
): void {
  if (method === 'average') boxTaps(scale, position, taps);
  else kernelTaps(method, scale, position, taps);
}

function kernelTaps(method: KernelMethod, scale: number, position: number, taps: Taps): void {
  const u = position - 0.5;
  const width = supportScale(method, scale);
  const radius = supportRadius(method, scale);
  taps.first = Math.floor(u - radius) + 1;
  taps.count = Math.floor(u + radius) - taps.first + 1;
  for (let k = 0; k < taps.count; k++) {
    taps.weights[k] = kernelWeight(method, Math.abs(u - (taps.first + k)) / width);
  }
  if (method === 'lanczos' || width !== 1) normalise(taps);
}

/** Length of the part of each pixel that the box of width `scale` covers. */
function boxTaps(scale: number, position: number, taps: Taps): void {
  const low = position - scale / 2;
  const high = position + scale / 2;
  taps.first = Math.floor(low);
  taps.count = Math.max(1, Math.ceil(high) - taps.first);
  for (let k = 0; k < taps.count; k++) {
    const left = taps.first + k;
    taps.weights[k] = Math.max(0, Math.min(high, left + 1) - Math.max(low, left));
  }
  normalise(taps);
}

function normalise({ weights, count }: Taps): void {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += weights[k];
  for (let k = 0; k < count; k++) weights[k] = weights[k] / sum;
}

/** The kernel at distance `t >= 0`. */
function kernelWeight(method: KernelMethod, t: number): number {
  switch (method) {
    case 'bilinear':
      return t < 1 ? 1 - t : 0;
    case 'cubic':
      if (t < 1) return (1.5 * t - 2.5) * t * t + 1;
      return t < 2 ? ((-0.5 * t + 2.5) * t - 4) * t + 2 : 0;
    case 'cubicspline':
      if (t < 1) return ((3 * t - 6) * t * t + 4) / 6;
      return t < 2 ? ((2 - t) * (2 - t) * (2 - t)) / 6 : 0;
    case 'lanczos': {
      if (t === 0) return 1;
      return t < 3 ? (3 * sinPi(t) * sinPi(t / 3)) / (Math.PI * Math.PI * t * t) : 0;
    }
  }
}

/**
 * sin(pi t) for `t >= 0`, to 2 ulp and exactly 0 at integers. Written out because engines may differ in the last bit of
 * `Math.sin`, and results must not depend on where they were computed. Taylor series on [-1/2, 1/2].
 */
function sinPi(t: number): number {
  const n = Math.floor(t + 0.5);
  const r = t - n;
  const q = r * r;
  let p = 5.392664662608129e-10;
  p = p * q - 2.2948428997269873e-8;
  p = p * q + 7.952054001475513e-7;
  p = p * q - 2.1915353447830217e-5;
  p = p * q + 4.6630280576761255e-4;
  p = p * q - 7.37043094571435e-3;
  p = p * q + 0.08214588661112823;
  p = p * q - 0.5992645293207921;
  p = p * q + 2.5501640398773455;
  p = p * q - 5.16771278004997;
  p = p * q + Math.PI;
  return (1 - 2 * (n - 2 * Math.floor(n / 2))) * (p * r);
}
