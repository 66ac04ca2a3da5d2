import { compose } from '../core/geo-transform.js';
import type { Affine } from '../math/affine-fit.js';
import { factorCholesky, solveCholesky } from '../math/cholesky.js';
import { huberWeight } from '../math/huber.js';
import { robustSpread } from '../math/robust.js';
import { highPass, type Plane, warpPlane } from './plane.js';

export interface RefineOptions {
  /** Half the side of the square whose mean is taken away, pixels. */
  readonly radius: number;
  /** Standard deviation that changes of scale and angle are expected to have: what the images do not show better stays near 0. */
  readonly distortion: number;
  /** Pixels that know the same: those of one cell of what the planes were interpolated from. */
  readonly correlated: number;
}

const ITERATIONS = 30;
/** Pixels at the borders below which a step counts as none. */
const SMALLEST_STEP = 0.01;
/** Contrast, and displacements to the right and down that grow with nothing, x and y. */
const UNKNOWNS = 7;

/**
 * Moves an affine transform that is right to about a pixel of detail to where all of two images agree best: iterated least squares of the
 * moving image, warped and without local means, by the reference, its contrast and its gradient (Baker & Matthews 2004, inverse
 * compositional, with a gain), with Huber's weights and the expected distortion as observations. Noise of the moving image, albedo or
 * detail that the reference lacks spreads over all samples; matches of chips, in contrast, each carry their own.
 *
 * @returns null where the planes do not determine a transform, or where the steps do not end
 */
export function refineAffine(
  reference: Plane,
  moving: Plane,
  start: Affine,
  options: RefineOptions,
): Affine | null {
  const { width, height } = reference;
  const template = gradientsOf(highPass(reference, options.radius, Number.NaN));
  let affine = start;
  for (let iteration = 0, weigher: Weigher | null = null; iteration < ITERATIONS; iteration++) {
    const seen = highPass(warpPlane(moving, affine, width, height), options.radius, Number.NaN).data;
    const step: Step | null = stepOf(template, seen, weigher, affine, options);
    if (step === null) return null;
    affine = compose(affine, step.affine) as Affine;
    weigher = step.weigher;
    if (iteration > 0 && step.size < SMALLEST_STEP) return affine;
  }
  return null;
}

interface Template {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
  /** Differences per pixel, NaN at borders and beside missing samples. */
  readonly toRight: Float32Array;
  readonly down: Float32Array;
}

function gradientsOf({ width, height, data }: Plane): Template {
  const toRight = new Float32Array(data.length).fill(Number.NaN);
  const down = new Float32Array(data.length).fill(Number.NaN);
  for (let row = 1; row < height - 1; row++) {
    for (let i = row * width + 1; i < (row + 1) * width - 1; i++) {
      toRight[i] = (data[i + 1] - data[i - 1]) / 2;
      down[i] = (data[i + width] - data[i - width]) / 2;
    }
  }
  return { width, height, data, toRight, down };
}

/** What the last step says of the next one's residuals. */
interface Weigher {
  readonly gain: number;
  /** Robust standard deviation. */
  readonly spread: number;
}

interface Step {
  /** From pixels of the reference to where they should have been looked up. */
  readonly affine: Affine;
  /** Largest displacement along an axis, pixels. */
  readonly size: number;
  readonly weigher: Weigher;
}

/** One linearised least squares: `seen = gain (template - gradient · displacement)`. */
function stepOf(
  template: Template,
  seen: Float32Array,
  weigher: Weigher | null,
  affine: Affine,
  { distortion, correlated }: RefineOptions,
): Step | null {
  const { width, height } = template;
  const half = Math.max(width, height) / 2;
  const normal = new Float64Array(UNKNOWNS * UNKNOWNS);
  const right = new Float64Array(UNKNOWNS);
  accumulate(template, seen, half, weigher, normal, right);
  // Contrast alone tells gain and spread before anything is weighted by them.
  const known = weigher ?? weigherOf(template, seen, right[0] / normal[0]);
  if (!(known.gain > 0)) return null;
  // Distortions from none, in pixels at the borders, as observations of their own.
  const [a, b, , d, e] = affine;
  const stiff = (correlated * known.spread ** 2) / (distortion * half) ** 2;
  for (const [k, so] of [a - 1, b, d, e - 1].entries()) {
    const unknown = [2, 3, 5, 6][k];
    normal[unknown * UNKNOWNS + unknown] += stiff / known.gain ** 2;
    right[unknown] -= (stiff / known.gain) * so * half;
  }
  if (!factorCholesky(normal, UNKNOWNS)) return null;
  solveCholesky(normal, UNKNOWNS, right);
  const [gain] = right;
  if (!(gain > 0)) return null;
  const [c0, cx, cy, r0, rx, ry] = Array.from(right.subarray(1), (q) => q / gain);
  const [x0, y0] = [width / 2, height / 2];
  return {
    affine: [
      1 + cx / half,
      cy / half,
      c0 - (cx * x0 + cy * y0) / half,
      rx / half,
      1 + ry / half,
      r0 - (rx * x0 + ry * y0) / half,
    ],
    size: Math.max(Math.abs(c0) + Math.abs(cx) + Math.abs(cy), Math.abs(r0) + Math.abs(rx) + Math.abs(ry)),
    weigher: weigherOf(template, seen, gain),
  };
}

/** Normal equations over the samples that all have. */
function accumulate(
  { width, height, data, toRight, down }: Template,
  seen: Float32Array,
  half: number,
  weigher: Weigher | null,
  normal: Float64Array,
  right: Float64Array,
): void {
  const terms = new Float64Array(UNKNOWNS);
  for (let row = 0, i = 0; row < height; row++) {
    const y = (row + 0.5 - height / 2) / half;
    for (let col = 0; col < width; col++, i++) {
      const [value, gx, gy] = [data[i], toRight[i], down[i]];
      if (Number.isNaN(seen[i] + gx + gy)) continue;
      const x = (col + 0.5 - width / 2) / half;
      terms.set([value, -gx, -gx * x, -gx * y, -gy, -gy * x, -gy * y]);
      const weight = weigher === null ? 1 : huberWeight((seen[i] - weigher.gain * value) / weigher.spread);
      for (let j = 0; j < UNKNOWNS; j++) {
        const weighted = weight * terms[j];
        right[j] += weighted * seen[i];
        for (let k = 0; k <= j; k++) normal[j * UNKNOWNS + k] += weighted * terms[k];
      }
    }
  }
  for (let j = 0; j < UNKNOWNS; j++)
    for (let k = 0; k < j; k++) normal[k * UNKNOWNS + j] = normal[j * UNKNOWNS + k];
}

function weigherOf({ data }: Template, seen: Float32Array, gain: number): Weigher {
  const residuals = new Float32Array(data.length);
  for (let i = 0; i < residuals.length; i++) residuals[i] = seen[i] - gain * data[i];
  return { gain, spread: robustSpread(residuals).nmad };
}
