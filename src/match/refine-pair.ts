import { compose, type GeoTransform } from '../core/geo-transform.js';
import { median } from '../math/order-statistics.js';
import type { WindowSource } from '../resample/resample-window.js';
import {
  type PairPatch,
  type PairSolution,
  type PatchSamples,
  patchSamples,
  solvePair,
} from './pair-equations.js';
import { displacement, HEIGHT_TERMS, largestDisplacement, type PairFrame, PLAN_TERMS } from './pair-model.js';

/** Two scenes on one grid. */
export interface PairViews {
  readonly a: WindowSource;
  /** Scene B after a displacement of the grid's pixels. */
  b(move: GeoTransform): WindowSource;
}

/** A square of the common grid that is compared: its centre pixel. */
export interface PatchPlace {
  readonly id: string;
  readonly col: number;
  readonly row: number;
}

/** An overlap whose scenes lie upon each other. */
export interface RefinedPair {
  /** What displaces B's pixels. */
  readonly move: GeoTransform;
  readonly frame: PairFrame;
  /** What is compared after `move`, the height polynomial that was taken off, and what still remains of both. */
  readonly patches: readonly PatchSamples[];
  readonly height: Float64Array;
  /** A-priori variance of the patches' offsets, square metres. */
  readonly offsetVariance: number;
  readonly remainder: PairSolution;
}

/** Part of a patch that both scenes must have. */
const LEAST_VALID = 0.5;
const MAX_ROUNDS = 12;
/** Rounds before differences are judged by their size: until then they show displacements and heights, not noise. */
const OPEN_ROUNDS = 2;
/** Pixels: what remains is small enough for one linear step. */
const SETTLED = 0.01;
/** Pixels that the pair may move from where single chips were found; further is not a refinement. */
const FURTHEST = 5;

/**
 * Lays B upon A: an affine displacement and a cubic height difference (a lower order for few patches) by least-squares matching
 * of all patches, B resampled anew in every round. Matching chip by chip leaves what the scenes' height errors do to the minima, and
 * the bias of a sub-pixel fit to resampled noise; both are gone here. Voids only cost the pixels that they touch.
 *
 * @param side of the patches in pixels
 * @param start displacement that single chips agreed on
 * @returns null when too few patches are complete or the rounds do not settle near the start
 */
export async function refinePair(
  views: PairViews,
  places: readonly PatchPlace[],
  side: number,
  start: GeoTransform,
  signal: AbortSignal,
): Promise<RefinedPair | null> {
  const frame = frameOf(places, side);
  const fixed = new Map<string, Float32Array>();
  for (const place of places) fixed.set(place.id, await readAround(views.a, place, side, signal));
  let move = start;
  let moved = new Float64Array(PLAN_TERMS);
  let height = new Float64Array(HEIGHT_TERMS[0]);
  let offsets: number | null = null;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const b = views.b(move);
    const patches: PatchSamples[] = [];
    for (const place of places) {
      const patch = patchAt(place, side, fixed.get(place.id)!, await readAround(b, place, side, signal));
      const samples = patchSamples(patch, frame, height, LEAST_VALID);
      if (samples !== null) patches.push(samples);
    }
    const terms = HEIGHT_TERMS.findLast((count) => count <= patches.length) ?? 0;
    const remainder: PairSolution | null =
      terms < HEIGHT_TERMS[1]
        ? null
        : solvePair(patches, terms, round >= OPEN_ROUNDS, offsets ?? noiseOf(patches));
    if (remainder === null) return null;
    const size = largestDisplacement(remainder.plan);
    if (offsets !== null && size < SETTLED) {
      return { move, frame, patches, height, offsetVariance: offsets, remainder };
    }
    if (round >= OPEN_ROUNDS) offsets = remainder.offsetVariance;
    moved = moved.map((value, k) => value + remainder.plan[k]);
    if (!(largestDisplacement(moved) < FURTHEST)) return null;
    move = compose(displacement(frame, remainder.plan), move);
    height = remainder.height.map((value, k) => value + (height[k] ?? 0));
  }
  return null;
}

/** Variance of a typical patch's differences. */
function noiseOf(patches: readonly PatchSamples[]): number {
  return median(Float64Array.from(patches, ({ noise }) => noise * noise));
}

function frameOf(places: readonly PatchPlace[], side: number): PairFrame {
  const extent = (of: (place: PatchPlace) => number): [centre: number, half: number] => {
    const values = places.map(of);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return [(low + high + 1) / 2, (high - low + side) / 2];
  };
  const [col, halfCols] = extent((place) => place.col);
  const [row, halfRows] = extent((place) => place.row);
  return { col, row, halfCols, halfRows };
}

/** A patch with a pixel more on every side. */
async function readAround(
  source: WindowSource,
  { col, row }: PatchPlace,
  side: number,
  signal: AbortSignal,
): Promise<Float32Array> {
  const half = (side - 1) / 2 + 1;
  const window = { col: col - half, row: row - half, width: side + 2, height: side + 2 };
  return (await source.readRaster(window, { signal })).data;
}

function patchAt({ id, col, row }: PatchPlace, side: number, a: Float32Array, b: Float32Array): PairPatch {
  const half = (side - 1) / 2 + 1;
  return { id, col: col - half, row: row - half, side: side + 2, a, b };
}
