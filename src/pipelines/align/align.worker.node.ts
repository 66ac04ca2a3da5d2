import { createAlignedDem } from '../../align/aligned-warp.js';
import type { Compute } from '../../core/kernel.js';
import { openRaster } from '../../io/open.node.js';
import type { TaskRunner } from '../../jobs/task.js';
import type { ProductShared, TileTask, TileValue } from '../../product/product-task.js';
import { createTileRunner, type TileStage } from '../../product/tile-runner.node.js';
import type { AlignTask } from './align-task.js';

/** Worker module of `align`. */
export function createTaskRunner(
  shared: ProductShared<AlignTask>,
): Promise<TaskRunner<TileTask, TileValue<null>>> {
  return createTileRunner(shared, createStage);
}

async function createStage(task: AlignTask, compute: Compute): Promise<TileStage<null>> {
  const source = await openRaster(task.input);
  const grids = { source: task.source, target: task.target };
  const dem = createAlignedDem(source, grids, task.alignment, task.nearHeight, task.resampling, compute);
  return {
    async run({ window }, signal) {
      return { bands: { dem: [await dem.read(window, signal)] }, value: null };
    },
    close: () => source.close(),
  };
}
