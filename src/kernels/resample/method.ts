/**
 * Resampling methods, named as in GDAL. The order is the code that the WebAssembly version is given.
 *
 * - `nearest`: the sample whose pixel contains the position.
 * - `bilinear`: triangle kernel.
 * - `cubic`: cubic convolution with a = -1/2 (Keys 1981, IEEE ASSP 29(6), eq. 15); may overshoot by up to 1/8 of a step
 *   per axis.
 * - `cubicspline`: cubic B-spline, smooths: it approximates and does not interpolate.
 * - `lanczos`: windowed sinc with three lobes.
 * - `average`: mean over the target pixel's footprint (a box in source pixels), weighted with the covered area.
 */
export const RESAMPLE_METHODS = [
  'nearest',
  'bilinear',
  'cubic',
  'cubicspline',
  'lanczos',
  'average',
] as const;

export type ResampleMethod = (typeof RESAMPLE_METHODS)[number];

/** Radius of the kernel in source pixels at a scale of 1. */
const KERNEL_RADIUS: Readonly<Record<ResampleMethod, number>> = {
  nearest: 0,
  bilinear: 1,
  cubic: 2,
  cubicspline: 2,
  lanczos: 3,
  average: 0.5,
};

/**
 * Below this, a kernel is not widened: shrinking by less than 1/0.95 is treated as not shrinking (as GDAL's warper does),
 * so that two grids of nearly the same pixel size do not smooth.
 */
const SHRINK_THRESHOLD = 1 / 0.95;

/** How much wider than in {@link KERNEL_RADIUS} the kernel is, for a scale in source pixels per target pixel. */
export function supportScale(method: ResampleMethod, scale: number): number {
  if (method === 'average') return scale;
  return isShrinking(scale) ? scale : 1;
}

/** Whether target pixels are so much larger than source pixels along an axis that kernels are widened. */
export function isShrinking(scale: number): boolean {
  return scale > SHRINK_THRESHOLD;
}

/**
 * Reach of the kernel in source pixels: a target pixel at source position `x` uses columns from
 * `floor(x - radius)` to `floor(x + radius)`, both included, at most.
 */
export function supportRadius(method: ResampleMethod, scale: number): number {
  return KERNEL_RADIUS[method] * supportScale(method, scale);
}

/** Upper bound of the number of samples that take part along an axis. */
export function maxTaps(method: ResampleMethod, scale: number): number {
  return Math.ceil(2 * supportRadius(method, scale)) + 1;
}
