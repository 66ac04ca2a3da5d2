import type { Compute } from '../../core/kernel.js';
import type { RasterSource } from '../../core/raster-source.js';
import { expand, uniformMargin } from '../../core/window.js';
import { openRaster } from '../../io/open.node.js';
import type { TaskRunner } from '../../jobs/task.js';
import { gridOf } from '../../product/inputs.node.js';
import type { ProductShared, TileTask, TileValue } from '../../product/product-task.js';
import { createTileRunner, type TileStage } from '../../product/tile-runner.node.js';
import { terrainWindow } from '../../terrain/terrain-window.js';
import type { TerrainTask, TerrainTileValue } from './config.js';

/** Worker module of hillshade, slope and the other terrain products. */
export function createTaskRunner(
  shared: ProductShared<TerrainTask>,
): Promise<TaskRunner<TileTask, TileValue<TerrainTileValue>>> {
  return createTileRunner(shared, createStage);
}

async function createStage(task: TerrainTask, compute: Compute): Promise<TileStage<TerrainTileValue>> {
  const source: RasterSource = await openRaster(task.input);
  const grid = gridOf(source.info);
  return {
    async run({ window }, signal) {
      const padded = await source.readRaster(expand(window, uniformMargin(1)), { signal });
      const hasSamples = padded.data.some((height) => !Number.isNaN(height));
      const samples = await terrainWindow(padded.data, grid, window, task, compute);
      return { bands: { [task.product.kind]: [samples] }, value: { hasSamples } };
    },
    close: () => source.close(),
  };
}
