import type { Compute } from '../../core/kernel.js';
import { expand, type Window } from '../../core/window.js';
import { openRaster } from '../../io/open.node.js';
import type { TaskRunner } from '../../jobs/task.js';
import { cropped } from '../../product/crop.js';
import { gridOf } from '../../product/inputs.node.js';
import type { ProductShared, TileTask, TileValue } from '../../product/product-task.js';
import { createTileRunner, type TileStage } from '../../product/tile-runner.node.js';
import { FILL_CLASS, fillHalo, fillVoids } from '../../terrain/fill-voids.js';
import type { FillCounts, FillTask } from './config.js';
import { openOnGrid } from './second-dem.node.js';

/** Worker module of `fill`. */
export function createTaskRunner(
  shared: ProductShared<FillTask>,
): Promise<TaskRunner<TileTask, TileValue<FillCounts>>> {
  return createTileRunner(shared, createStage);
}

async function createStage(task: FillTask, compute: Compute): Promise<TileStage<FillCounts>> {
  const source = await openRaster(task.input);
  const grid = gridOf(source.info);
  const second = task.second === null ? null : await openOnGrid(task.second, grid, compute);
  const halo = fillHalo(task.options);
  const secondOn = async (window: Window, signal: AbortSignal) =>
    second === null
      ? null
      : { heights: await second.read(window, signal), farDifference: task.second!.farDifference };
  return {
    async run({ window }, signal) {
      const padded = expand(window, halo);
      const plane = await source.readRaster(padded, { signal });
      const raster = { col: -padded.col, row: -padded.row, width: grid.width, height: grid.height };
      const isWhole = !plane.data.some(Number.isNaN);
      const other = isWhole ? null : await secondOn(padded, signal);
      const filled = fillVoids(plane, raster, task.options, other);
      const inside = { ...window, col: halo.left, row: halo.top };
      const heights = cropped(filled.heights, plane.width, inside);
      const classes = cropped(filled.classes, plane.width, inside);
      return { bands: { dem: [heights], fill: [classes] }, value: countsOf(classes) };
    },
    async close() {
      await source.close();
      await second?.close();
    },
  };
}

function countsOf(classes: Uint8Array): FillCounts {
  const counts = new Uint32Array(256);
  for (const value of classes) counts[value]! += 1;
  const of = (name: keyof typeof FILL_CLASS): number => counts[FILL_CLASS[name]]!;
  return { measured: of('measured'), distance: of('distance'), second: of('second'), missing: of('missing') };
}
