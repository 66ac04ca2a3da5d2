import { invert, pixelSize, toMap } from '../../core/geo-transform.js';
import type { Compute } from '../../core/kernel.js';
import { CHIP_LIMITS } from '../../match/chip-texture.js';
import { matchTies } from '../../match/match-ties.js';
import { recordTies } from '../../match/record-ties.js';
import { resampledSource } from '../../match/resampled-source.js';
import { SCREENING, screenPair } from '../../match/screen-pair.js';
import type { TieRecord } from '../../match/tie-record.js';
import { createWarp } from '../../resample/create-warp.js';
import type { WindowSource } from '../../resample/resample-window.js';
import type { ObservationShared, OverlapTies, TieTask } from './adjust-task.js';
import { coarserGrid, movedGrid, wholePixelShift } from './common-grid.js';

/**
 * Ties of one overlap: both scenes on the grid of the coarser one, chips of B searched in A, screened by an affine. B is moved
 * by the coarse shift, in whole pixels, so that the search range need not hold it.
 */
export async function matchOverlap(
  { a, b, points, shift }: TieTask,
  sources: readonly [a: WindowSource, b: WindowSource],
  { scenes, chip, search, noise, seed }: ObservationShared,
  compute: Compute,
  signal: AbortSignal,
): Promise<OverlapTies> {
  const [sceneA, sceneB] = [scenes[a]!, scenes[b]!];
  const grid = coarserGrid(sceneA.grid, sceneB.grid);
  const move = wholePixelShift(grid, shift);
  const on = (source: WindowSource, from: typeof grid): WindowSource =>
    resampledSource(source, createWarp(from, grid), 'cubic', compute);
  const toPixel = invert(grid.transform);
  const candidates = points.map(({ id, x, y }) => {
    const [col, row] = toMap(toPixel, ...toMap(move, x, y));
    return { id, col: Math.floor(col), row: Math.floor(row) };
  });
  const matches = await matchTies(
    on(sources[0], sceneA.grid),
    on(sources[1], movedGrid(sceneB.grid, move)),
    candidates,
    { ...CHIP_LIMITS, noise: Math.SQRT2 * noise, chip, radius: search },
    compute,
    signal,
  );
  const screening = screenPair(matches, { ...SCREENING, seed });
  const identity = [1, 0, 0, 0, 1, 0] as const;
  const pair = { sceneA: sceneA.id, sceneB: sceneB.id, toRawA: identity, toRawB: invert(move) };
  return {
    ties: recordTies({ ...pair, transform: grid.transform }, matches, screening).map(finiteFields),
    kept: screening.kept.reduce((sum, k) => sum + k, 0),
    rmse: Number.isFinite(screening.rmse) ? screening.rmse : null,
    pixel: pixelSize(grid.transform)[0],
  };
}

/** JSON has no NaN. */
function finiteFields(tie: TieRecord): OverlapTies['ties'][number] {
  const entries = Object.entries(tie) as [string, string | number][];
  return Object.fromEntries(entries.map(([name, value]) => [name, Number.isNaN(value) ? null : value]));
}
