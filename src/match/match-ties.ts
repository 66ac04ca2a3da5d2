import { CuestaError } from '../core/errors.js';
import type { Compute } from '../core/kernel.js';
import type { Window } from '../core/window.js';
import { type ChipParams, chipMatch } from '../kernels/chip-match/index.js';
import type { WindowSource } from '../resample/resample-window.js';
import { chipDifference } from './chip-difference.js';
import { type ChipLimits, type ChipTexture, chipTexture, predictedSigma } from './chip-texture.js';
import { type Extremum, findExtremum, type MatchStatus, unmatched } from './extremum.js';
import { removePlanes } from './plane-free.js';

/** Where a chip is taken: its centre pixel on the common grid. */
export interface TieCandidate {
  readonly id: string;
  readonly col: number;
  readonly row: number;
}

export interface MatchOptions extends ChipLimits {
  /** Side of the square chips in pixels, odd. */
  readonly chip: number;
  /** Largest shift in pixels along columns and rows. */
  readonly radius: number;
  /**
   * What two scenes may differ by inside a chip: an offset (Hong et al. 2022, eq. 1), or also a tilt; see `removePlanes`. Smooth terrain
   * needs the latter, small chips lose half of what they say to it.
   */
  readonly apart: 'offset' | 'plane';
}

/**
 * A feature found in two scenes. Scene B gives the chip, scene A is searched. Positions are continuous pixel coordinates
 * (corner convention) of the common grid. Everything that needs a match is NaN without one.
 */
export interface TieMatch {
  readonly id: string;
  readonly status: MatchStatus;
  readonly colB: number;
  readonly rowB: number;
  readonly colA: number;
  readonly rowA: number;
  /** Standard errors of the position along columns and rows in pixels, for noise independent from pixel to pixel. */
  readonly sigmaCol: number;
  readonly sigmaRow: number;
  /** Heights at the two positions, metres: B's sample, A's bilinear between samples. */
  readonly hA: number;
  readonly hB: number;
  /** Mean of B - A over the chip at the matched position, metres: what two noisy samples say badly. */
  readonly meanDh: number;
  /** Standard deviation of B - A over the chip at the matched position, metres. */
  readonly sigma: number;
  /** 0 (the only minimum) to 1 (another one is as good). */
  readonly ambiguity: number;
  /** Relief and texture of the chip; see `ChipTexture`. */
  readonly relief: number;
  readonly texture: number;
}

/** Tie points per call of the kernel: windows of a batch are read while others compute. */
const BATCH = 64;
/** Batches under way at a time. */
const IN_FLIGHT = 3;

/**
 * Finds every candidate's chip of scene B in scene A: height-difference variance (Hong et al. 2022, eq. 1) over all shifts, about
 * a plane where asked for; quadratic sub-pixel minimum. Chips that are incomplete or promise a standard error above `maxSigma` are not
 * matched. Missing samples in A only cost the shifts that touch them.
 *
 * Both sources are read on one grid (see `resampledSource`), each tie point its own window. Results stand in the order of the
 * candidates and do not depend on batching.
 */
export async function matchTies(
  a: WindowSource,
  b: WindowSource,
  candidates: readonly TieCandidate[],
  options: MatchOptions,
  compute: Compute,
  signal: AbortSignal,
): Promise<TieMatch[]> {
  if (options.chip % 2 !== 1) {
    throw new CuestaError('config', `The chip side must be odd, not ${options.chip}.`, {
      hint: 'Odd chips have a centre pixel; 41 is a good start.',
    });
  }
  const batches = Array.from({ length: Math.ceil(candidates.length / BATCH) }, (_, i) =>
    candidates.slice(i * BATCH, (i + 1) * BATCH),
  );
  const results: TieMatch[][] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let i = next++; i < batches.length; i = next++) {
      results[i] = await matchBatch(a, b, batches[i], options, compute, signal);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  return results.flat();
}

/** A candidate with its samples: the chip of B and the search window of A. */
interface Patch {
  readonly candidate: TieCandidate;
  readonly chip: Float32Array;
  readonly texture: ChipTexture | null;
  readonly area: Float32Array | null;
}

async function matchBatch(
  a: WindowSource,
  b: WindowSource,
  candidates: readonly TieCandidate[],
  options: MatchOptions,
  compute: Compute,
  signal: AbortSignal,
): Promise<TieMatch[]> {
  const patches: Patch[] = [];
  for (const candidate of candidates) patches.push(await readPatch(a, b, candidate, options, signal));
  const searched = patches.filter((p) => p.area !== null);
  const surfaces = await search(searched, options, compute, signal);
  return patches.map((patch) => {
    const at = searched.indexOf(patch);
    const side = 2 * options.radius + 1;
    const surface = surfaces.subarray(at * side * side, (at + 1) * side * side);
    if (at >= 0 && options.apart === 'plane') {
      removePlanes(surface, patch.area!, patch.chip, options.chip, options.radius);
    }
    const extremum =
      at >= 0
        ? findExtremum(surface, options.radius, 'min')
        : unmatched(patch.texture === null ? 'nodata' : 'flat');
    return tieOf(patch, extremum, options);
  });
}

async function readPatch(
  a: WindowSource,
  b: WindowSource,
  candidate: TieCandidate,
  options: MatchOptions,
  signal: AbortSignal,
): Promise<Patch> {
  const { chip: side, radius } = options;
  const { data: chip } = await b.readRaster(around(candidate, side), { signal });
  const plane = { width: side, height: side, data: chip };
  const texture = chipTexture(plane, { col: 0, row: 0, width: side, height: side });
  const usable = texture !== null && predictedSigma(texture, side * side, options) <= options.maxSigma;
  if (!usable) return { candidate, chip, texture, area: null };
  const { data: area } = await a.readRaster(around(candidate, side + 2 * radius), { signal });
  return { candidate, chip, texture, area };
}

function around({ col, row }: TieCandidate, side: number): Window {
  const half = (side - 1) / 2;
  return { col: col - half, row: row - half, width: side, height: side };
}

/** Surfaces of all patches, one below the other, as the kernel takes many windows in one plane. */
async function search(
  patches: readonly Patch[],
  { chip, radius }: MatchOptions,
  compute: Compute,
  signal: AbortSignal,
): Promise<Float32Array> {
  if (patches.length === 0) return new Float32Array(0);
  const side = chip + 2 * radius;
  const image = new Float32Array(patches.length * side * side);
  const template = new Float32Array(patches.length * chip * chip);
  const places = new Int32Array(patches.length * 4);
  for (const [k, patch] of patches.entries()) {
    image.set(patch.area!, k * side * side);
    template.set(patch.chip, k * chip * chip);
    places.set([0, k * chip, radius, k * side + radius], k * 4);
  }
  const params: ChipParams = {
    imageWidth: side,
    imageHeight: patches.length * side,
    templateWidth: chip,
    templateHeight: patches.length * chip,
    chipWidth: chip,
    chipHeight: chip,
    radius,
  };
  return (await compute.run(chipMatch, { image, template, places }, params, signal)).variance;
}

function tieOf(patch: Patch, extremum: Extremum, { chip, radius }: MatchOptions): TieMatch {
  const { candidate, texture } = patch;
  const { dCol, dRow, status, ambiguity } = extremum;
  const colB = candidate.col + 0.5;
  const rowB = candidate.row + 0.5;
  const matched = status === 'matched';
  const difference = matched ? chipDifference(patch.area!, patch.chip, chip, radius, dCol, dRow) : null;
  return {
    id: candidate.id,
    status,
    colB,
    rowB,
    colA: colB + dCol,
    rowA: rowB + dRow,
    ...standardErrors(extremum, chip * chip),
    hA: difference?.hA ?? Number.NaN,
    hB: matched ? patch.chip[(chip * chip - 1) / 2] : Number.NaN,
    meanDh: difference?.mean ?? Number.NaN,
    sigma: difference?.sigma ?? Number.NaN,
    ambiguity,
    relief: texture?.relief ?? Number.NaN,
    texture: texture?.texture ?? Number.NaN,
  };
}

/**
 * Near its minimum the variance is `s² + d' G d` with G the mean of the gradients' products, half of its second derivative;
 * least-squares matching of n samples with noise variance s² has the covariance `s² / n G⁻¹`.
 */
function standardErrors(
  { value, curvature: { xx, xy, yy } }: Extremum,
  samples: number,
): { readonly sigmaCol: number; readonly sigmaRow: number } {
  const factor = (2 * Math.max(value, 0)) / (samples * (xx * yy - xy * xy));
  return { sigmaCol: Math.sqrt(factor * yy), sigmaRow: Math.sqrt(factor * xx) };
}
