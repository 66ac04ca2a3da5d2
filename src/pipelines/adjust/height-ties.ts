import { invert, toMap } from '../../core/geo-transform.js';
import type { Compute } from '../../core/kernel.js';
import { resampledSource } from '../../match/resampled-source.js';
import { robustSpread } from '../../math/robust.js';
import { createWarp } from '../../resample/create-warp.js';
import type { WindowSource } from '../../resample/resample-window.js';
import type { HeightTie, HeightTieTask, ObservationShared } from './adjust-task.js';
import { coarserGrid, movedGrid } from './common-grid.js';
import { groundPlane } from './ground-plane.js';

/** Least part of a chip's pixels that both scenes must have. */
const LEAST_VALID = 0.3;

/** Differences further from the median than so many robust standard deviations do not count. */
const CUT = 3;

/** Pixels that carry one independent value, roughly: noise of neighbours is alike. The adjustment scales what is left. */
const CORRELATED = 9;

/** Metres: what even the smoothest chip says no better than. */
const FLOOR = 0.02;

/**
 * Mean height differences of two scenes over chips, both scenes at their corrected positions. Needs no texture, so that
 * also scenes which cannot be tied in plan are tied in height.
 */
export async function measureHeightTies(
  { a, b, points, chip, planA, planB }: HeightTieTask,
  sources: readonly [a: WindowSource, b: WindowSource],
  { scenes }: ObservationShared,
  compute: Compute,
  signal: AbortSignal,
): Promise<HeightTie[]> {
  const grids = [movedGrid(scenes[a]!.grid, planA), movedGrid(scenes[b]!.grid, planB)] as const;
  const grid = coarserGrid(scenes[a]!.grid, scenes[b]!.grid);
  const [first, second] = grids.map((from, i) =>
    resampledSource(sources[i]!, createWarp(from, grid), 'bilinear', compute),
  ) as [WindowSource, WindowSource];
  const toPixel = invert(grid.transform);
  const half = (chip - 1) / 2;
  const ties: HeightTie[] = [];
  for (const { id, x, y } of points) {
    const [col, row] = toMap(toPixel, x, y).map(Math.floor) as [number, number];
    const window = { col: col - half, row: row - half, width: chip, height: chip };
    const heightsA = (await first.readRaster(window, { signal })).data;
    const heightsB = (await second.readRaster(window, { signal })).data;
    const mean = robustMean(
      heightsB.map((h, i) => h - heightsA[i]!),
      chip,
    );
    const ground = groundPlane(
      heightsB.map((h, i) => (h + heightsA[i]!) / 2),
      (i) => toMap(grid.transform, window.col + (i % chip) + 0.5, window.row + Math.floor(i / chip) + 0.5),
    );
    if (mean === null || ground === null) continue;
    const [atX, atY] = toMap(grid.transform, window.col + mean.col, window.row + mean.row);
    ties.push({ id, x: atX, y: atY, dh: mean.value, sigma: mean.sigma, slope: ground.slope });
  }
  return ties;
}

/** Mean within {@link CUT} robust standard deviations, its standard error, and the centre of what it was taken over. */
function robustMean(
  dh: Float32Array,
  width: number,
): { readonly value: number; readonly sigma: number; readonly col: number; readonly row: number } | null {
  const { median, nmad } = robustSpread(dh);
  let [count, sum, cols, rows] = [0, 0, 0, 0];
  for (let i = 0; i < dh.length; i++) {
    if (!(Math.abs(dh[i]! - median) <= CUT * nmad)) continue;
    count++;
    sum += dh[i]!;
    cols += (i % width) + 0.5;
    rows += Math.floor(i / width) + 0.5;
  }
  if (count < LEAST_VALID * dh.length) return null;
  const sigma = Math.hypot(nmad / Math.sqrt(count / CORRELATED), FLOOR);
  return { value: sum / count, sigma, col: cols / count, row: rows / count };
}
