import type { Compute } from '../../core/kernel.js';
import { expand, intersect, type Window } from '../../core/window.js';
import type { TaskRunner } from '../../jobs/task.js';
import { type Contributor, hasValid } from '../../mosaic/contributor.js';
import { cropMargin } from '../../mosaic/crop.js';
import { type MosaicTileResult, mosaicHalo, mosaicTile } from '../../mosaic/mosaic-tile.js';
import { createHeightShifter } from '../../product/height-shift.node.js';
import type { ProductShared, TileOutput, TileTask, TileValue } from '../../product/product-task.js';
import { createSourcePool } from '../../product/source-pool.node.js';
import { createTileRunner, type TileStage } from '../../product/tile-runner.node.js';
import { createWarp } from '../../resample/create-warp.js';
import { resampleWindow } from '../../resample/resample-window.js';
import type { MosaicTask, MosaicTileValue } from './mosaic-task.js';

/** Worker module of `mosaic`. */
export function createTaskRunner(
  shared: ProductShared<MosaicTask>,
): Promise<TaskRunner<TileTask, TileValue<MosaicTileValue>>> {
  return createTileRunner(shared, createStage);
}

async function createStage(task: MosaicTask, compute: Compute): Promise<TileStage<MosaicTileValue>> {
  const sources = createSourcePool();
  const halo = mosaicHalo(task.options);
  const inputs = await Promise.all(
    task.inputs.map(async (input) => ({
      ...input,
      warp: createWarp(input.grid, task.grid),
      shiftHeights: input.shift === null ? null : await createHeightShifter(input.shift, task.grid),
    })),
  );

  const contribute = async (
    input: (typeof inputs)[number],
    window: Window,
    signal: AbortSignal,
  ): Promise<Contributor> => {
    const source = await sources.get(input.path);
    const { data } = await resampleWindow(source, input.warp, window, task.resampling, compute, signal);
    input.shiftHeights?.(window, data);
    return { heights: data, order: input.order };
  };

  return {
    async run({ window }, signal) {
      const wide = expand(window, halo);
      const contributors: Contributor[] = [];
      for (const input of inputs) {
        if (intersect(input.footprint, wide) !== null)
          contributors.push(await contribute(input, wide, signal));
      }
      const { width, height } = window;
      const { options, pixelSize, withSigma } = task;
      const tile = await mosaicTile(
        { contributors, width, height, pixelSize, options, withSigma },
        compute,
        signal,
      );
      const present = contributors
        .filter(({ heights }) => hasValid(cropMargin(heights, wide.width, wide.height, halo)))
        .map(({ order }) => order)
        .sort((a, b) => a - b);
      return { bands: bandsOf(tile), value: { seams: tile.seams, present } };
    },
    close: () => sources.close(),
  };
}

function bandsOf(tile: MosaicTileResult): TileOutput<MosaicTileValue>['bands'] {
  return {
    dem: [tile.heights],
    count: [tile.count],
    source: [tile.source],
    ...(tile.sigma === null ? {} : { sigma: [tile.sigma] }),
    ...(tile.seamMask === null ? {} : { seams: [tile.seamMask] }),
  };
}
