import { compose, type GeoTransform, invert, pixelSize, toMap } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import type { Compute } from '../../core/kernel.js';
import { intersect, type Window } from '../../core/window.js';
import type { TieCandidate, TieMatch } from '../../match/match-ties.js';
import { recordTies } from '../../match/record-ties.js';
import { type PairViews, refinePair } from '../../match/refine-pair.js';
import { type RefinedTies, refinedTies } from '../../match/refined-ties.js';
import { resampledSource } from '../../match/resampled-source.js';
import type { TieRecord } from '../../match/tie-record.js';
import { createWarp } from '../../resample/create-warp.js';
import { footprintWindow } from '../../resample/footprint-window.js';
import type { WindowSource } from '../../resample/resample-window.js';
import type { ObservationShared, OverlapTies, TieTask } from './adjust-task.js';
import { coarserGrid, movedGrid, wholePixelShift } from './common-grid.js';
import { type Search, searchChips } from './match-chips.js';
import { tiePatches } from './tie-patches.js';

/** Displacement of nothing. */
const STAY: GeoTransform = [1, 0, 0, 0, 1, 0];

/** Two scenes on the grid of the coarser one. */
interface Pair extends PairViews {
  /** From raw map coordinates of B to those of the pair: the coarse shift, then a displacement of the grid's pixels. */
  moved(move: GeoTransform): GeoTransform;
  /** What both scenes' grids share after a displacement, pixels. */
  shared(move: GeoTransform): Window | null;
  readonly grid: Grid;
  readonly names: { readonly sceneA: string; readonly sceneB: string };
}

/**
 * Ties of one overlap. Chips of B are searched in A and screened by an affine; B is moved by the coarse shift, in whole pixels, so that
 * the search range need not hold it. Where chips agree, all of the overlap refines the displacement, and the ties are those of the
 * refined pair.
 */
export async function matchOverlap(
  task: TieTask,
  sources: readonly [a: WindowSource, b: WindowSource],
  shared: ObservationShared,
  compute: Compute,
  signal: AbortSignal,
): Promise<OverlapTies> {
  const pair = viewPair(task, sources, shared, compute);
  const toPixel = invert(pair.grid.transform);
  const candidates = task.points.map(({ id, x, y }): TieCandidate => {
    const [col, row] = toMap(toPixel, ...toMap(pair.moved(STAY), x, y));
    return { id, col: Math.floor(col), row: Math.floor(row) };
  });
  const found = await searchChips(pair.a, pair.b(STAY), candidates, shared, compute, signal);
  const refined = await refine(pair, candidates, found, shared.chip, signal);
  return refined ?? overlapTies(pair, STAY, { ties: found.matches, screening: found.screening });
}

function viewPair(
  { a, b, shift }: TieTask,
  sources: readonly [a: WindowSource, b: WindowSource],
  { scenes }: ObservationShared,
  compute: Compute,
): Pair {
  const [sceneA, sceneB] = [scenes[a]!, scenes[b]!];
  const grid = coarserGrid(sceneA.grid, sceneB.grid);
  const coarse = wholePixelShift(grid, shift);
  const onGrid = (source: WindowSource, from: Grid): WindowSource =>
    resampledSource(source, createWarp(from, grid), 'cubic', compute);
  const moved = (move: GeoTransform): GeoTransform =>
    compose(compose(grid.transform, move), compose(invert(grid.transform), coarse));
  const gridB = (move: GeoTransform): Grid => movedGrid(sceneB.grid, moved(move));
  return {
    a: onGrid(sources[0], sceneA.grid),
    b: (move) => onGrid(sources[1], gridB(move)),
    moved,
    shared: (move) => intersect(footprintWindow(grid, sceneA.grid, 0), footprintWindow(grid, gridB(move), 0)),
    grid,
    names: { sceneA: sceneA.id, sceneB: sceneB.id },
  };
}

async function refine(
  pair: Pair,
  candidates: readonly TieCandidate[],
  { matches, screening: { affine } }: Search,
  chip: number,
  signal: AbortSignal,
): Promise<OverlapTies | null> {
  const overlap = affine === null ? null : pair.shared(affine);
  if (affine === null || overlap === null) return null;
  const { sceneA, sceneB } = pair.names;
  const { patches, side } = tiePatches(`${sceneA} ${sceneB}`, candidates, chip, overlap);
  const refined = await refinePair(pair, patches, side, affine, signal);
  if (refined === null) return null;
  const ambiguities = new Map(matches.map(({ id, ambiguity }) => [id, ambiguity]));
  return overlapTies(pair, refined.move, refinedTies(refined, ambiguities));
}

/** @param move displacement with which B was seen */
function overlapTies(
  { moved, grid: { transform }, names }: Pair,
  move: GeoTransform,
  { ties, screening }: Pick<RefinedTies, 'screening'> & { readonly ties: readonly TieMatch[] },
): OverlapTies {
  const raw = { toRawA: STAY, toRawB: invert(moved(move)) };
  return {
    ties: recordTies({ ...names, ...raw, transform }, ties, screening).map(finiteFields),
    kept: screening.kept.reduce((sum, k) => sum + k, 0),
    rmse: Number.isFinite(screening.rmse) ? screening.rmse : null,
    pixel: pixelSize(transform)[0],
  };
}

/** JSON has no NaN. */
function finiteFields(tie: TieRecord): OverlapTies['ties'][number] {
  const entries = Object.entries(tie) as [string, string | number][];
  return Object.fromEntries(entries.map(([name, value]) => [name, Number.isNaN(value) ? null : value]));
}
