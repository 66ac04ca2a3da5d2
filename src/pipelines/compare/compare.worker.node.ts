import type { Compute } from '../../core/kernel.js';
import { expand, uniformMargin, type Window } from '../../core/window.js';
import type { TaskRunner } from '../../jobs/task.js';
import type { ProductShared, TileTask, TileValue } from '../../product/product-task.js';
import { createTileRunner, type TileStage } from '../../product/tile-runner.node.js';
import { slopeClasses } from '../../terrain/slope-classes.js';
import { terrainWindow } from '../../terrain/terrain-window.js';
import type { CompareTask, CompareTileValue } from './compare-task.js';
import { openOnGrid } from './dem-reader.node.js';

/** Worker module of `compare`. */
export function createTaskRunner(
  shared: ProductShared<CompareTask>,
): Promise<TaskRunner<TileTask, TileValue<CompareTileValue>>> {
  return createTileRunner(shared, createStage);
}

const SLOPE = { zFactor: 1, edges: 'nodata', product: { kind: 'slope', unit: 'degree' } } as const;

async function createStage(task: CompareTask, compute: Compute): Promise<TileStage<CompareTileValue>> {
  const { grid, resampling } = task;
  const tested = await openOnGrid(task.tested, grid, resampling, compute);
  const reference = await openOnGrid(task.reference, grid, resampling, compute);
  return {
    async run({ window }, signal) {
      const padded = await reference.read(expand(window, uniformMargin(1)), signal);
      const dh = await tested.read(window, signal);
      const value = subtract(dh, padded, window);
      const slope = (await terrainWindow(padded, grid, window, SLOPE, compute)) as Float32Array;
      return { bands: { dh: [dh], classes: [slopeClasses(slope)] }, value };
    },
    async close() {
      await tested.close();
      await reference.close();
    },
  };
}

/** dh = tested - reference in place of the tested heights; the reference has one pixel more on every side. */
function subtract(tested: Float32Array, padded: Float32Array, window: Window): CompareTileValue {
  const { width, height } = window;
  let [testedCount, referenceCount, both, colSum, rowSum] = [0, 0, 0, 0, 0];
  for (let row = 0; row < height; row++) {
    const line = (row + 1) * (width + 2) + 1;
    for (let col = 0; col < width; col++) {
      const i = row * width + col;
      const reference = padded[line + col];
      if (!Number.isNaN(tested[i])) testedCount++;
      if (!Number.isNaN(reference)) referenceCount++;
      const dh = tested[i] - reference;
      tested[i] = dh;
      if (Number.isNaN(dh)) continue;
      both++;
      colSum += window.col + col;
      rowSum += window.row + row;
    }
  }
  return { tested: testedCount, reference: referenceCount, both, colSum, rowSum };
}
