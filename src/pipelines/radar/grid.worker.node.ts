import { readFile } from 'node:fs/promises';
import { ioError } from '../../core/atomic-file.node.js';
import type { TaskRunner } from '../../jobs/task.js';
import { createHeightShifter } from '../../product/height-shift.node.js';
import type { ProductShared, TileTask, TileValue } from '../../product/product-task.js';
import { createTileRunner, type TileStage } from '../../product/tile-runner.node.js';
import { fuseSurfaces } from '../../sar/gridding/fuse-surfaces.js';
import { gridTin } from '../../sar/gridding/tin-grid.js';
import { partTouches, pointsAround, TIN_MARGIN } from './grid-points.js';
import { unpackPlanes } from './matched-planes.js';
import type { GridTask, GridValue } from './radar-task.js';

/** Worker module of the gridding of radar DSMs. */
export function createTaskRunner(
  shared: ProductShared<GridTask>,
): Promise<TaskRunner<TileTask, TileValue<GridValue>>> {
  return createTileRunner(shared, (task) => createStage(task));
}

async function createStage(task: GridTask): Promise<TileStage<GridValue>> {
  const { grid, cell, pairs, parts, reach, longest, shift } = task;
  const shifter = shift === null ? null : await createHeightShifter(shift, grid);
  return {
    async run({ window }) {
      const { width, height } = window;
      const surfaces = [];
      for (const [index, pair] of pairs.entries()) {
        const near = parts.filter(
          (part) =>
            part.pair === index &&
            part.path !== null &&
            partTouches(part.window, pair.grid, window, grid, TIN_MARGIN + reach),
        );
        const loaded = [];
        for (const part of near) {
          const bytes = await readFile(part.path!).catch((cause: unknown) => {
            throw ioError(cause, part.path!, 'read');
          });
          loaded.push({
            window: part.window,
            planes: unpackPlanes(bytes, part.window.width * part.window.height),
          });
        }
        const points = pointsAround(loaded, pair.grid, window, grid, TIN_MARGIN);
        surfaces.push(gridTin(points, width, height, cell, Math.min(longest, TIN_MARGIN)));
      }
      const fused = fuseSurfaces(surfaces);
      if (shifter !== null) shifter(window, fused.height);
      const classes: [number, number, number, number] = [0, 0, 0, 0];
      for (const value of fused.classes) classes[value]++;
      return {
        bands: { dsm: [fused.height], sigma: [fused.sigma], class: [fused.classes] },
        value: { classes },
      };
    },
    async close() {},
  };
}
