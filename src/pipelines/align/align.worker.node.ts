import { createAlignedDem } from '../../align/aligned-dem.js';
import { createAlignedImage } from '../../align/aligned-image.js';
import type { Compute } from '../../core/kernel.js';
import type { CogSpec } from '../../io/cog/cog-spec.js';
import { openRaster } from '../../io/open.node.js';
import type { TaskRunner } from '../../jobs/task.js';
import { openGround } from '../../product/ground-raster.node.js';
import type { ProductShared, TileTask, TileValue } from '../../product/product-task.js';
import { createTileRunner, type TileStage } from '../../product/tile-runner.node.js';
import type { WindowSource } from '../../resample/resample-window.js';
import type { AlignTask, MovedImage } from './align-task.js';
import { storeSamples } from './store-samples.js';

/** Worker module of `align`. */
export function createTaskRunner(
  shared: ProductShared<AlignTask>,
): Promise<TaskRunner<TileTask, TileValue<null>>> {
  return createTileRunner(shared, (task, compute) =>
    task.image === null
      ? demStage(task, compute)
      : imageStage(task, task.image, shared.specs.image!, compute),
  );
}

async function demStage(task: AlignTask, compute: Compute): Promise<TileStage<null>> {
  const { target, alignment, nearHeight, resampling } = task;
  const source = await openGround(task.dem);
  const dem = createAlignedDem(
    { source, grid: task.dem.grid },
    target,
    alignment,
    nearHeight,
    resampling,
    compute,
  );
  return {
    async run({ window }, signal) {
      return { bands: { dem: [await dem.read(window, signal)] }, value: null };
    },
    close: () => source.close(),
  };
}

async function imageStage(
  task: AlignTask,
  { path, grid, bands }: MovedImage,
  spec: CogSpec,
  compute: Compute,
): Promise<TileStage<null>> {
  const { target, alignment, nearHeight, resampling } = task;
  const ground = await openGround(task.dem);
  const source = await openRaster(path);
  const dem = { source: ground, grid: task.dem.grid };
  const image = createAlignedImage(grid, dem, target, alignment, nearHeight, resampling, compute);
  const sources = Array.from(
    { length: bands },
    (_, band): WindowSource => ({
      readRaster: (window, options) => source.readRaster(window, { ...options, band }),
    }),
  );
  return {
    async run({ window }, signal) {
      const samples = await image.read(sources, window, signal);
      return { bands: { image: samples.map((values) => storeSamples(path, values, spec)) }, value: null };
    },
    async close() {
      await source.close();
      await ground.close();
    },
  };
}
