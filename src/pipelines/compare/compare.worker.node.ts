import type { Compute } from '../../core/kernel.js';
import { expand, uniformMargin, type Window } from '../../core/window.js';
import type { TaskRunner } from '../../jobs/task.js';
import type { ProductShared, TileTask, TileValue } from '../../product/product-task.js';
import { createTileRunner, type TileStage } from '../../product/tile-runner.node.js';
import { aspectClasses } from '../../terrain/aspect-classes.js';
import { slopeClasses } from '../../terrain/slope-classes.js';
import { terrainWindow } from '../../terrain/terrain-window.js';
import { type CompareTask, type CompareTileValue, NO_VALUE } from './compare-task.js';
import { type DemReader, openOnGrid } from './dem-reader.node.js';

/** Worker module of `compare`. */
export function createTaskRunner(
  shared: ProductShared<CompareTask>,
): Promise<TaskRunner<TileTask, TileValue<CompareTileValue>>> {
  return createTileRunner(shared, createStage);
}

const SLOPE = { zFactor: 1, edges: 'nodata', product: { kind: 'slope', unit: 'degree' } } as const;

async function createStage(task: CompareTask, compute: Compute): Promise<TileStage<CompareTileValue>> {
  const { grid, resampling, strata } = task;
  const tested = await openOnGrid(task.tested, grid, resampling, compute);
  const reference = await openOnGrid(task.reference, grid, resampling, compute);
  const mask = strata.mask === null ? null : await openOnGrid(strata.mask, grid, 'nearest', compute);
  const classes = strata.classes === null ? null : await openOnGrid(strata.classes, grid, 'nearest', compute);
  return {
    async run({ window }, signal) {
      const padded = await reference.read(expand(window, uniformMargin(1)), signal);
      const dh = await tested.read(window, signal);
      const counts = subtract(dh, padded, window);
      const stable = mask === null ? null : await maskClasses(mask, window, signal);
      const slope = (await terrainWindow(padded, grid, window, SLOPE, compute)) as Float32Array;
      return {
        bands: {
          dh: [dh],
          slope: [slopeClasses(slope)],
          ...(strata.byAspect ? { aspect: [aspectClasses(padded, grid, window)] } : {}),
          ...(stable === null ? {} : { mask: [stable] }),
          ...(classes === null ? {} : { values: [await classValues(classes, window, signal)] }),
        },
        value: { ...counts, stable: stable === null ? counts.both : stableOf(dh, stable) },
      };
    },
    async close() {
      for (const reader of [tested, reference, mask, classes]) await reader?.close();
    },
  };
}

/** Index into MASK_CLASSES: what the mask does not reach is not stable. */
async function maskClasses(mask: DemReader, window: Window, signal: AbortSignal): Promise<Uint8Array> {
  const values = await mask.read(window, signal);
  return Uint8Array.from(values, (v) => (v === 0 || Number.isNaN(v) ? 1 : 0));
}

function stableOf(dh: Float32Array, classes: Uint8Array): number {
  return classes.reduce((sum, value, i) => sum + (value === 0 && !Number.isNaN(dh[i]) ? 1 : 0), 0);
}

async function classValues(classes: DemReader, window: Window, signal: AbortSignal): Promise<Uint16Array> {
  const values = await classes.read(window, signal);
  return Uint16Array.from(values, (v) => (Number.isInteger(v) && v >= 0 && v < NO_VALUE ? v : NO_VALUE));
}

/** dh = tested - reference in place of the tested heights; the reference has one pixel more on every side. */
function subtract(
  tested: Float32Array,
  padded: Float32Array,
  window: Window,
): Omit<CompareTileValue, 'stable'> {
  const { width, height } = window;
  let [testedCount, referenceCount, both, colSum, rowSum] = [0, 0, 0, 0, 0];
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < height; row++) {
    const line = (row + 1) * (width + 2) + 1;
    for (let col = 0; col < width; col++) {
      const i = row * width + col;
      const reference = padded[line + col];
      if (Number.isFinite(tested[i])) testedCount++;
      if (Number.isFinite(reference)) referenceCount++;
      const dh = tested[i] - reference;
      // An infinite height is none: statistics and tile values cannot hold it.
      tested[i] = Number.isFinite(dh) ? dh : Number.NaN;
      if (!Number.isFinite(dh)) continue;
      both++;
      colSum += window.col + col;
      rowSum += window.row + row;
      if (reference < lowest) lowest = reference;
      if (reference > highest) highest = reference;
    }
  }
  const range = both === 0 ? null : ([lowest, highest] as const);
  return { tested: testedCount, reference: referenceCount, both, colSum, rowSum, range };
}
