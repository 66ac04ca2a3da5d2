import { CuestaError } from '../core/errors.js';
import type { Compute } from '../core/kernel.js';
import { type NccParams, ncc } from '../kernels/ncc/index.js';
import type { Affine, PointPairs } from '../math/affine-fit.js';
import { type RobustAffine, robustAffine } from '../math/robust-affine.js';
import { consensusShift } from './consensus-shift.js';
import { findExtremum } from './extremum.js';
import { correlationOf, halve, highPass, type Plane, warpPlane } from './plane.js';

export interface ImageOptions {
  /** Largest shift between the images, as a share of the longer side of the reference. */
  readonly maxShift: number;
  /** Side of the square chips in pixels, on every level. */
  readonly chip: number;
  /** Least correlation of a match. */
  readonly minCorrelation: number;
  /** A second maximum must stay below this part of the first. */
  readonly maxAmbiguity: number;
  /** Share of a chip's pixels that must be present in the reference. */
  readonly minValid: number;
  /** Largest change of a length or an angle (radians): matches that say more agree by chance. */
  readonly maxDistortion: number;
  /** Whether a shift may stand in where matches tell no such transform: only where both are known to be lit alike. */
  readonly allowShift: boolean;
  readonly seed: number;
}

export const IMAGE_REGISTRATION: Omit<ImageOptions, 'seed'> = {
  maxShift: 0.15,
  chip: 31,
  minCorrelation: 0.4,
  maxAmbiguity: 0.9,
  minValid: 0.5,
  maxDistortion: 0.1,
  allowShift: false,
};

/** One match of the finest level; pixels, corner convention. */
export interface ImageTie {
  readonly col: number;
  readonly row: number;
  readonly toCol: number;
  readonly toRow: number;
  readonly correlation: number;
  readonly kept: boolean;
}

export interface ImageRegistration {
  /** From pixel positions in the reference to positions in the moving image (corner convention). */
  readonly affine: Affine;
  /** Root mean square residual of the kept ties per axis, pixels. */
  readonly rmse: number;
  readonly ties: readonly ImageTie[];
  /** Correlation of both images where both have samples, local means removed: as given, and after registration. */
  readonly correlationBefore: number;
  readonly correlationAfter: number;
}

/** Longest side of the coarsest level, pixels. */
const COARSEST = 160;
/** Search radius on all levels but the coarsest. */
const REFINE_RADIUS = 5;
/** Part of the ties that must agree on a shift where they do not on an affine transform. */
const LEAST_SHARE = 0.25;
/** How much more than in the end a transform may distort before its last refinement. */
const COARSE_SLACK = 2;
/** Ties that must agree on a level. */
const FEWEST = 6;
/** Pixels of a level that a tie may be off to support an affine. */
const TOLERANCE = 1.5;

/**
 * Affine registration of two images, or of an image and a hillshade: on a pyramid, from coarse to fine, chips of the reference on
 * a grid are searched by normalised cross-correlation in the moving image warped by what is known so far; RANSAC and least
 * squares with screening turn the matches into the next transform. The finest level runs twice, so that chips are compared
 * without distortion. Missing samples (shadows, gaps) carry no weight.
 *
 * @throws `convergence` when too few matches agree on a level, or on a transform that distorts
 */
export async function registerImages(
  reference: Plane,
  moving: Plane,
  options: ImageOptions,
  compute: Compute,
  signal: AbortSignal,
): Promise<ImageRegistration> {
  const references = pyramid(reference);
  const movings = pyramid(moving, references.length);
  const levels = references.map((plane, k) => ({
    reference: plane,
    template: highPass(plane, options.chip >> 1).data,
    moving: movings[k],
  }));
  const coarsest = levels.length - 1;
  const coarse = { ...options, maxDistortion: COARSE_SLACK * options.maxDistortion };
  let affine: Affine = [1, 0, 0, 0, 1, 0];
  for (let level = coarsest; level >= 1; level--) {
    const longest = Math.max(references[level].width, references[level].height);
    const radius = level === coarsest ? Math.ceil(options.maxShift * longest) : REFINE_RADIUS;
    const { fit } = await refine(levels[level], affine, radius, coarse, compute, signal);
    // One pixel of a level is two of the next.
    affine = scaleShift(fit.affine, 2);
  }
  const first =
    coarsest === 0
      ? Math.ceil(options.maxShift * Math.max(reference.width, reference.height))
      : REFINE_RADIUS;
  const [finest] = levels;
  affine = (await refine(finest, affine, first, coarse, compute, signal)).fit.affine;
  const { fit, ties } = await refine(finest, affine, REFINE_RADIUS, options, compute, signal);
  const correlation = correlationWith(reference, moving, options);
  return {
    affine: fit.affine,
    rmse: fit.rmse,
    ties: ties.map((tie, i) => ({ ...tie, kept: fit.inlier[i] === 1 })),
    correlationBefore: correlation([1, 0, 0, 0, 1, 0]),
    correlationAfter: correlation(fit.affine),
  };
}

/** The plane and its halvings, as many as given or until the longest side is at most `COARSEST`. */
function pyramid(plane: Plane, levels = Number.POSITIVE_INFINITY): Plane[] {
  const planes = [plane];
  for (let p = plane; planes.length < levels; planes.push(p)) {
    if (levels === Number.POSITIVE_INFINITY && Math.max(p.width, p.height) <= COARSEST) break;
    p = halve(p);
  }
  return planes;
}

function scaleShift([a, b, c, d, e, f]: Affine, factor: number): Affine {
  return [a, b, c * factor, d, e, f * factor];
}

/** Both images on one level of the pyramid. */
interface Level {
  readonly reference: Plane;
  /** Local contrast of the reference. */
  readonly template: Float32Array;
  readonly moving: Plane;
}

/** Ties of one level and the transform that they agree on. */
interface Refinement {
  readonly fit: RobustAffine;
  readonly ties: readonly Omit<ImageTie, 'kept'>[];
}

async function refine(
  { reference, template, moving }: Level,
  affine: Affine,
  radius: number,
  options: ImageOptions,
  compute: Compute,
  signal: AbortSignal,
): Promise<Refinement> {
  const { width, height } = reference;
  const image = highPass(warpPlane(moving, affine, width, height), options.chip >> 1).data;
  const chips = gridChips(reference, options);
  const places = Int32Array.from(chips.flatMap(({ col, row }) => [col, row, col, row]));
  const params: NccParams = {
    imageWidth: width,
    imageHeight: height,
    templateWidth: width,
    templateHeight: height,
    chipWidth: options.chip,
    chipHeight: options.chip,
    radius,
    flat: FLAT,
  };
  const { correlation } = await compute.run(ncc, { image, template, places }, params, signal);
  const ties = tiesOf(chips, correlation, radius, affine, options);
  const pairs: PointPairs = {
    x: Float64Array.from(ties, (t) => t.col),
    y: Float64Array.from(ties, (t) => t.row),
    toX: Float64Array.from(ties, (t) => t.toCol),
    toY: Float64Array.from(ties, (t) => t.toRow),
  };
  return { fit: agreedOn(pairs, affine, chips.length, options), ties };
}

/** An affine transform where the ties determine one, else a shift on top of what is known. */
function agreedOn(pairs: PointPairs, known: Affine, chips: number, options: ImageOptions): RobustAffine {
  const { maxDistortion, allowShift, seed } = options;
  const fit = robustAffine(pairs, { tolerance: TOLERANCE, seed });
  const kept = fit?.inlier.reduce((sum, k) => sum + k, 0) ?? 0;
  const distortion = fit === null ? 0 : distortionOf(fit.affine);
  if (fit !== null && kept >= FEWEST && distortion <= maxDistortion) return fit;
  const least = Math.max(FEWEST, LEAST_SHARE * pairs.x.length);
  const shift = allowShift ? consensusShift(pairs, known, TOLERANCE, least) : null;
  if (shift !== null) return shift;
  if (kept < FEWEST) {
    throw new CuestaError('convergence', `Only ${kept} of ${chips} image chips agree on a position.`, {
      hint: 'Raise maxShift, or use images with similar illumination.',
    });
  }
  const [found, most] = [distortion, maxDistortion].map((part) => (100 * part).toFixed(0));
  throw new CuestaError('convergence', `The matches would distort it by ${found} %.`, {
    hint: `Images that were projected alike differ by less than ${most} %.`,
  });
}

/** Largest change of a length along an axis, or of an angle in radians. */
function distortionOf([a, b, , d, e]: Affine): number {
  return Math.max(...[a - 1, b, d, e - 1].map(Math.abs));
}

/** Standard deviation of local contrast up to which a chip counts as flat: nothing but missing or saturated samples. */
const FLAT = 1e-6;

/** Overlapping chips all over the reference, those with too many missing samples left out. */
function gridChips(reference: Plane, { chip, minValid }: ImageOptions): { col: number; row: number }[] {
  const { width, height, data } = reference;
  const chips: { col: number; row: number }[] = [];
  const step = Math.max(chip >> 1, Math.ceil(Math.sqrt((width * height) / MOST_CHIPS)));
  for (let row = 0; row + chip <= height; row += step) {
    for (let col = 0; col + chip <= width; col += step) {
      let valid = 0;
      for (let j = 0; j < chip; j++) {
        for (let i = 0; i < chip; i++) {
          if (!Number.isNaN(data[(row + j) * width + col + i])) valid += 1;
        }
      }
      if (valid >= minValid * chip * chip) chips.push({ col, row });
    }
  }
  return chips;
}

/** Chips per level, about. */
const MOST_CHIPS = 1200;

function tiesOf(
  chips: readonly { readonly col: number; readonly row: number }[],
  correlation: Float32Array,
  radius: number,
  [a, b, c, d, e, f]: Affine,
  { chip, minCorrelation, maxAmbiguity }: ImageOptions,
): Omit<ImageTie, 'kept'>[] {
  const length = (2 * radius + 1) ** 2;
  return chips.flatMap((place, k) => {
    const peak = findExtremum(correlation.subarray(k * length, (k + 1) * length), radius, 'max');
    const good = peak.status === 'matched' && peak.value >= minCorrelation && peak.ambiguity <= maxAmbiguity;
    if (!good) return [];
    const [col, row] = [place.col + chip / 2, place.row + chip / 2];
    const [x, y] = [col + peak.dCol, row + peak.dRow];
    return [{ col, row, toCol: a * x + b * y + c, toRow: d * x + e * y + f, correlation: peak.value }];
  });
}

/** Correlation of local contrast over the pixels that both images have, by the transform between them. */
function correlationWith(
  reference: Plane,
  moving: Plane,
  { chip }: ImageOptions,
): (affine: Affine) => number {
  const contrast = (plane: Plane): Plane => highPass(plane, chip >> 1, Number.NaN);
  const fixed = contrast(reference);
  return (affine) =>
    correlationOf(fixed, contrast(warpPlane(moving, affine, reference.width, reference.height)));
}
