import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from '../../core/errors.js';
import { gridWindow } from '../../core/raster.js';
import type { Window } from '../../core/window.js';
import type { TaskRunner } from '../../jobs/task.js';
import type { ProductShared, TileTask, TileValue } from '../../product/product-task.js';
import { createTileRunner, type TileStage } from '../../product/tile-runner.node.js';
import { sampleStripe } from '../../simulate/sample-stripe.js';
import { sampleReference } from '../../simulate/stripe-reference.js';
import { createTerrain, sampleTerrain, type Terrain } from '../../simulate/terrain.js';
import type { SimulatedRaster, SimulateTask } from './simulate-task.js';

/** Worker module of `simulate`. */
export function createTaskRunner(
  shared: ProductShared<SimulateTask>,
): Promise<TaskRunner<TileTask, TileValue<null>>> {
  return createTileRunner(shared, createStage);
}

/** Rows between two looks at the signal; they bound the working set, too. */
const STRIP_ROWS = 64;

async function createStage({ terrain: options, raster }: SimulateTask): Promise<TileStage<null>> {
  const terrain = createTerrain(options);
  return {
    async run({ window }, signal) {
      const samples = new Float32Array(window.width * window.height);
      for (let row = 0; row < window.height; row += STRIP_ROWS) {
        // Lets the message of a cancelled run in: sampling keeps the thread busy.
        await setImmediate();
        throwIfAborted(signal);
        const height = Math.min(STRIP_ROWS, window.height - row);
        const strip = { ...window, row: window.row + row, height };
        samples.set(sample(terrain, raster, strip), row * window.width);
      }
      return { bands: { dem: [samples] }, value: null };
    },
    close: async () => {},
  };
}

function sample(terrain: Terrain, raster: SimulatedRaster, window: Window): Float32Array {
  switch (raster.kind) {
    case 'scene':
      return sampleStripe(terrain, raster.scene, window);
    case 'reference':
      return sampleReference(terrain, raster.grid, window);
    case 'truth':
      return sampleTerrain(terrain, gridWindow(raster.grid, window)).data;
  }
}
