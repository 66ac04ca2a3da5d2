import { expand, uniformMargin } from '../../core/window.js';
import { openRaster } from '../../io/open.node.js';
import type { TaskRunner } from '../../jobs/task.js';
import { cropped } from '../../product/crop.js';
import type { ProductShared, TileTask, TileValue } from '../../product/product-task.js';
import { createTileRunner, type TileStage } from '../../product/tile-runner.node.js';
import {
  bilateralFilter,
  medianFilter,
  type PaddedHeights,
  removeSpikes,
} from '../../terrain/noise-filters.js';
import { CHANGE_CLASS, type FilterCounts, type FilterMethod, type FilterTask } from './config.js';

/** Worker module of `filter`. */
export function createTaskRunner(
  shared: ProductShared<FilterTask>,
): Promise<TaskRunner<TileTask, TileValue<FilterCounts>>> {
  return createTileRunner(shared, createStage);
}

async function createStage({ input, radius, method }: FilterTask): Promise<TileStage<FilterCounts>> {
  const source = await openRaster(input);
  return {
    async run({ window }, signal) {
      const padded = await source.readRaster(expand(window, uniformMargin(radius)), { signal });
      const before = cropped(padded.data, padded.width, { ...window, col: radius, row: radius });
      const heights = filtered({ ...padded, radius }, method);
      const { classes, counts } = changesBetween(before, heights);
      return { bands: { dem: [heights], change: [classes] }, value: counts };
    },
    close: () => source.close(),
  };
}

function filtered(padded: PaddedHeights, method: FilterMethod): Float32Array {
  if (method.kind === 'median') return medianFilter(padded);
  return method.kind === 'bilateral' ? bilateralFilter(padded, method) : removeSpikes(padded, method);
}

function changesBetween(
  before: Float32Array,
  after: Float32Array,
): { classes: Uint8Array; counts: FilterCounts } {
  const classes = new Uint8Array(before.length);
  const counts = { kept: 0, changed: 0, removed: 0, missing: 0 };
  for (let i = 0; i < classes.length; i++) {
    const name = changeOf(before[i], after[i]);
    classes[i] = CHANGE_CLASS[name];
    counts[name] += 1;
  }
  return { classes, counts };
}

function changeOf(before: number, after: number): keyof FilterCounts {
  if (Number.isNaN(before)) return 'missing';
  if (Number.isNaN(after)) return 'removed';
  return before === after ? 'kept' : 'changed';
}
