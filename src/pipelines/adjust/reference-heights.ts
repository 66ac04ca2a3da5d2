import { toMap } from '../../core/geo-transform.js';
import type { Compute } from '../../core/kernel.js';
import { createTransform } from '../../geo/transform.js';
import { resampledSource } from '../../match/resampled-source.js';
import { createWarp } from '../../resample/create-warp.js';
import { footprintWindow } from '../../resample/footprint-window.js';
import type { WindowSource } from '../../resample/resample-window.js';
import type { ObservationShared, ReferenceHeight, ReferenceHeightTask } from './adjust-task.js';
import { movedGrid } from './common-grid.js';
import { groundPlane } from './ground-plane.js';
import { holdWindow } from './held-source.js';
import { type ReferenceTile, referenceGrids, referenceSource } from './reference-grids.js';

/** Side of the compared areas in cells, and how many lie along a side of the scene at most. */
const SIDE = 3;
const ACROSS = 20;

/**
 * Mean heights of a corrected scene and of the reference over small areas, complete in both. The sigma is that of the
 * reference's noise: its systematic errors show in the residuals, and scale it.
 */
export async function measureReferenceHeights(
  { scene: number, plan }: ReferenceHeightTask,
  source: WindowSource,
  tiles: readonly ReferenceTile[],
  { scenes, referenceSigma }: ObservationShared,
  compute: Compute,
  signal: AbortSignal,
): Promise<ReferenceHeight[]> {
  const scene = scenes[number]!;
  const moved = movedGrid(scene.grid, plan);
  const { fine } = referenceGrids(tiles, moved);
  const reference = referenceSource(tiles, fine, compute);
  const box = footprintWindow(fine, moved, 0);
  const onFine = resampledSource(source, createWarp(moved, fine), 'average', compute);
  const { held: tested } = await holdWindow(onFine, box, signal);
  const step = Math.max(SIDE, Math.ceil(Math.max(box.width, box.height) / ACROSS));
  const toScene = createTransform(fine.crs, scene.grid.crs);
  const placeOf = (col: number, row: number): readonly [number, number] =>
    toScene.forwardPoint(...toMap(fine.transform, col, row));
  const heights: ReferenceHeight[] = [];
  for (let row = box.row; row + SIDE <= box.row + box.height; row += step) {
    for (let col = box.col; col + SIDE <= box.col + box.width; col += step) {
      const window = { col, row, width: SIDE, height: SIDE };
      const { data } = await tested.readRaster(window, { signal });
      const h = meanOf(data);
      if (Number.isNaN(h)) continue;
      const known = meanOf((await reference.readRaster(window, { signal })).data);
      if (Number.isNaN(known)) continue;
      const [x, y] = placeOf(col + SIDE / 2, row + SIDE / 2);
      const id = `${scene.id} reference height ${col}-${row}`;
      const ground = groundPlane(data, (i) =>
        placeOf(col + (i % SIDE) + 0.5, row + Math.floor(i / SIDE) + 0.5),
      );
      heights.push({ id, x, y, h, known, sigma: referenceSigma / SIDE, slope: ground!.slope });
    }
  }
  return heights;
}

/** NaN when one is missing. */
function meanOf(samples: Float32Array): number {
  return samples.reduce((sum, h) => sum + h, 0) / samples.length;
}
