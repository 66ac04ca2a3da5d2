import type { Compute } from '../../core/kernel.js';
import { expand, uniformMargin, type Window } from '../../core/window.js';
import { openRaster } from '../../io/open.node.js';
import type { TaskRunner } from '../../jobs/task.js';
import { cropped } from '../../product/crop.js';
import { gridOf } from '../../product/inputs.node.js';
import type { ProductShared, TileTask, TileValue } from '../../product/product-task.js';
import { createTileRunner, type TileStage } from '../../product/tile-runner.node.js';
import { painterOf } from '../../report/colour-table.js';
import { terrainWindow } from '../../terrain/terrain-window.js';
import type { ReliefTask, ReliefTileValue } from './config.js';
import { paintRelief } from './paint-relief.js';

/** Worker module of `relief`. */
export function createTaskRunner(
  shared: ProductShared<ReliefTask>,
): Promise<TaskRunner<TileTask, TileValue<ReliefTileValue>>> {
  return createTileRunner(shared, createStage);
}

async function createStage(task: ReliefTask, compute: Compute): Promise<TileStage<ReliefTileValue>> {
  const source = await openRaster(task.input);
  const grid = gridOf(source.info);
  const paint = painterOf(task.table);
  const { shade } = task;
  const shadeOf = async (padded: Float32Array, window: Window): Promise<Uint8Array | null> =>
    shade === null
      ? null
      : ((await terrainWindow(padded, grid, window, shade.options, compute)) as Uint8Array);
  return {
    async run({ window }, signal) {
      const padded = await source.readRaster(expand(window, uniformMargin(1)), { signal });
      const heights = cropped(padded.data, padded.width, { ...window, col: 1, row: 1 });
      const grey = await shadeOf(padded.data, window);
      const bands = paintRelief(heights, paint, grey, shade);
      return { bands: { relief: bands }, value: { hasSamples: heights.some((h) => !Number.isNaN(h)) } };
    },
    close: () => source.close(),
  };
}
