import { invert, toMap } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import type { Compute } from '../../core/kernel.js';
import type { Raster } from '../../core/raster.js';
import type { Window } from '../../core/window.js';
import { createTransform } from '../../geo/transform.js';
import { COARSE, type CoarseRegistration, registerToReference } from '../../match/coarse-registration.js';
import { matchTies, type TieCandidate } from '../../match/match-ties.js';
import { resampledSource } from '../../match/resampled-source.js';
import { SCREENING, screenPair } from '../../match/screen-pair.js';
import { median } from '../../math/order-statistics.js';
import { createWarp } from '../../resample/create-warp.js';
import { footprintWindow } from '../../resample/footprint-window.js';
import type { WindowSource } from '../../resample/resample-window.js';
import type {
  ObservationShared,
  ReferenceMatch,
  ReferenceMatches,
  ReferenceMatchTask,
} from './adjust-task.js';
import type { BlockScene } from './block.js';
import { movedGrid } from './common-grid.js';
import { holdWindow } from './held-source.js';
import { type ReferenceTile, referenceGrids, referenceSource } from './reference-grids.js';

/** Sides of the coarse chips as parts of the scene, tried in turn: voids leave few large ones; and the least side in cells. */
const COARSE_PARTS = [2, 3, 5, 8] as const;
const LEAST_COARSE = 8;
/** Sides of the single chips in cells, and what part of the scene one takes. */
const FINE_CHIP = { least: 9, most: 15, part: 6 } as const;
/** Chips along a side of the scene at most. */
const ACROSS = 24;
/** Cells searched after the coarse shift, and largest predicted standard error of a match. */
const RADIUS = 3;
const MAX_SIGMA = 0.3;
/** Standard error of the coarse shift alone, cells. */
const COARSE_SIGMA = 0.3;

/** Passes of single chips: each begins where the last one ended, so that no fraction of a cell biases the minima. */
const PASSES = 3;

/** Registers a scene to the reference: a shift by correlation of its best chips, then single chips for the affine. */
export async function matchReference(
  { scene: number }: ReferenceMatchTask,
  source: WindowSource,
  tiles: readonly ReferenceTile[],
  shared: ObservationShared,
  compute: Compute,
  signal: AbortSignal,
): Promise<ReferenceMatches> {
  const scene = shared.scenes[number]!;
  const { fine, coarse } = referenceGrids(tiles, scene.grid);
  const coarsely = await registerCoarsely(scene.grid, source, tiles, coarse, compute, signal);
  const correlation = finite(coarsely?.correlation ?? Number.NaN);
  if (coarsely?.found !== true) return { ...NOTHING, correlation };
  let shift = mapShift(scene.grid, coarse, coarsely.dCol, coarsely.dRow);
  let matches: readonly ReferenceMatch[] = [];
  for (let pass = 0; pass < PASSES; pass++) {
    matches = await matchChips(scene, shift, fine, source, tiles, shared, compute, signal);
    if (matches.length === 0) break;
    const offset = (of: (match: ReferenceMatch) => number): number => median(Float64Array.from(matches, of));
    shift = [offset((m) => m.knownX - m.x), offset((m) => m.knownY - m.y)];
  }
  const all = matches.length > 0 ? matches : [centreMatch(scene.id, scene.grid, shift, coarse)];
  return { found: true, shift, correlation, matches: all };
}

/** Matches of single chips of a scene that is moved by a shift. */
async function matchChips(
  { id: name, grid }: BlockScene,
  shift: readonly [x: number, y: number],
  fine: Grid,
  source: WindowSource,
  tiles: readonly ReferenceTile[],
  { referenceSigma, noise, seed }: ObservationShared,
  compute: Compute,
  signal: AbortSignal,
): Promise<ReferenceMatch[]> {
  const moved = movedGrid(grid, [1, 0, shift[0], 0, 1, shift[1]]);
  const window = footprintWindow(fine, moved, 0);
  const size = oddBetween(Math.min(window.width, window.height) / FINE_CHIP.part, FINE_CHIP);
  const onFine = resampledSource(source, createWarp(moved, fine), 'average', compute);
  const { held, raster } = await holdWindow(onFine, window, signal);
  const found = await matchTies(
    referenceSource(tiles, fine, compute),
    held,
    packChips(raster, window, size),
    {
      chip: size,
      radius: RADIUS,
      noise: Math.hypot(referenceSigma, noise),
      maxSigma: MAX_SIGMA,
      apart: 'offset',
    },
    compute,
    signal,
  );
  const { kept } = screenPair(found, { ...SCREENING, seed });
  const place = placement(grid, fine, shift);
  return found.flatMap((match, i) => {
    if (kept[i] === 0) return [];
    const [x, y, cellX, cellY] = place.raw(match.colB, match.rowB);
    const [knownX, knownY] = place.known(match.colA, match.rowA);
    const id = `${name} reference ${match.id}`;
    return [{ id, x, y, knownX, knownY, sigmaX: match.sigmaCol * cellX, sigmaY: match.sigmaRow * cellY }];
  });
}

async function registerCoarsely(
  scene: Grid,
  source: WindowSource,
  tiles: readonly ReferenceTile[],
  grid: Grid,
  compute: Compute,
  signal: AbortSignal,
): Promise<CoarseRegistration | null> {
  const window = footprintWindow(grid, scene, 0);
  const onGrid = resampledSource(source, createWarp(scene, grid), 'average', compute);
  const { held } = await holdWindow(onGrid, window, signal);
  const reference = referenceSource(tiles, grid, compute);
  let last: CoarseRegistration | null = null;
  for (const part of COARSE_PARTS) {
    const chip = Math.min(COARSE.chip, Math.floor(Math.min(window.width, window.height) / part));
    if (chip < LEAST_COARSE) break;
    last = await registerToReference(held, window, reference, { ...COARSE, chip }, compute, signal);
    if (last.found) break;
  }
  return last;
}

const NOTHING: ReferenceMatches = { found: false, shift: [0, 0], correlation: null, matches: [] };

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function oddBetween(
  value: number,
  { least, most }: { readonly least: number; readonly most: number },
): number {
  const whole = Math.max(least, Math.min(most, Math.floor(value)));
  return whole - 1 + (whole % 2);
}

/**
 * Complete chips of a scene, packed row by row: voids are left out, none shares a cell with another. Their rows and columns lie
 * so far apart that no more than {@link ACROSS} fit along a side.
 */
function packChips({ width, height, data }: Raster, { col, row }: Window, chip: number): TieCandidate[] {
  const half = (chip - 1) / 2;
  const apart = Math.max(chip, Math.floor(Math.max(width, height) / ACROSS));
  const taken = new Uint8Array(width * height);
  const candidates: TieCandidate[] = [];
  const isFree = (c: number, r: number): boolean => {
    for (let j = r; j < r + chip; j++) {
      for (let i = j * width + c; i < j * width + c + chip; i++) {
        if (taken[i] === 1 || Number.isNaN(data[i]!)) return false;
      }
    }
    return true;
  };
  for (let r = 0; r + chip <= height; r++) {
    for (let c = 0; c + chip <= width; c++) {
      if (!isFree(c, r)) continue;
      candidates.push({ id: `${c}-${r}`, col: col + c + half, row: row + r + half });
      for (let j = r; j < Math.min(height, r + apart); j++) {
        taken.fill(1, j * width + c, j * width + Math.min(width, c + apart));
      }
      c += apart - 1;
    }
  }
  return candidates;
}

/** A shift in cells at the scene's centre, in map units of the scene's CRS. */
function mapShift(scene: Grid, grid: Grid, dCol: number, dRow: number): readonly [x: number, y: number] {
  const toGrid = createTransform(scene.crs, grid.crs);
  const [x, y] = toMap(scene.transform, scene.width / 2, scene.height / 2);
  const [col, row] = toMap(invert(grid.transform), ...toGrid.forwardPoint(x, y));
  const back = createTransform(grid.crs, scene.crs);
  const [toX, toY] = back.forwardPoint(...toMap(grid.transform, col + dCol, row + dRow));
  return [toX - x, toY - y];
}

/** From cells of the grid to map coordinates of the scene's CRS: raw ones of the shifted scene, and known ones. */
function placement(scene: Grid, { crs, transform }: Grid, shift: readonly [number, number]) {
  const back = createTransform(crs, scene.crs);
  const known = (col: number, row: number): readonly [number, number] =>
    back.forwardPoint(...toMap(transform, col, row));
  return {
    known,
    /** With the size of a cell there. */
    raw(col: number, row: number): [x: number, y: number, cellX: number, cellY: number] {
      const [x, y] = known(col, row);
      const right = known(col + 1, row);
      const below = known(col, row + 1);
      const cellX = Math.hypot(right[0] - x, right[1] - y);
      const cellY = Math.hypot(below[0] - x, below[1] - y);
      return [x - shift[0], y - shift[1], cellX, cellY];
    },
  };
}

/** The coarse shift as the only match, where single chips do not agree. */
function centreMatch(id: string, grid: Grid, shift: readonly [number, number], coarse: Grid): ReferenceMatch {
  const [x, y] = toMap(grid.transform, grid.width / 2, grid.height / 2);
  const [cellX, cellY] = mapShift(grid, coarse, 1, 1).map(Math.abs) as [number, number];
  const sigma = { sigmaX: COARSE_SIGMA * cellX, sigmaY: COARSE_SIGMA * cellY };
  return { id: `${id} reference`, x, y, knownX: x + shift[0], knownY: y + shift[1], ...sigma };
}
