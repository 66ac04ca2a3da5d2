import type { Compute } from '../../core/kernel.js';
import { expand, intersect, type Margin, type Window } from '../../core/window.js';
import type { TaskRunner } from '../../jobs/task.js';
import type { Contributor } from '../../mosaic/contributor.js';
import { cropMargin } from '../../mosaic/crop.js';
import { mosaicHalo, mosaicTile } from '../../mosaic/mosaic-tile.js';
import type { MosaicOptions } from '../../mosaic/options.js';
import type { SeamHistogram } from '../../mosaic/seams.js';
import type { ProductShared, TileTask, TileValue } from '../../product/product-task.js';
import { createSourcePool } from '../../product/source-pool.node.js';
import { createTileRunner, type TileStage } from '../../product/tile-runner.node.js';
import { createWarp } from '../../resample/create-warp.js';
import { resampleWindow } from '../../resample/resample-window.js';
import { correctedHeights } from './corrected-heights.js';
import type { FuseTask, FuseValue } from './fuse-task.js';
import { blendOptions, type FusedContributor, fuseHalo, fuseTile } from './fuse-tile.js';
import { placeScene } from './placement.js';
import { createBlockSources } from './scene-source.node.js';

/** Worker module of the adjusted mosaic. */
export function createTaskRunner(
  shared: ProductShared<FuseTask>,
): Promise<TaskRunner<TileTask, TileValue<FuseValue>>> {
  return createTileRunner(shared, createStage);
}

async function createStage(task: FuseTask, compute: Compute): Promise<TileStage<FuseValue>> {
  const { grid, resampling, pixelSize } = task;
  const sources = createSourcePool();
  const block = createBlockSources(sources, compute);
  const halo = fuseHalo(task);
  const paste: MosaicOptions = { ...blendOptions(task.blend), mode: 'first' };
  const pasteHalo = mosaicHalo(paste);
  const scenes = task.scenes.map((scene) => ({
    ...scene,
    place: placeScene(scene, scene.move, grid),
    asGiven: createWarp(scene.own ?? scene.grid, grid),
  }));

  const pastedSeams = async (
    contributors: readonly Contributor[],
    { width, height }: Window,
    signal: AbortSignal,
  ) =>
    (
      await mosaicTile(
        { contributors, width, height, pixelSize, options: paste, withSigma: false },
        compute,
        signal,
      )
    ).seams;

  return {
    async run({ window }, signal) {
      const wide = expand(window, halo);
      const near = expand(window, pasteHalo);
      const contributors: FusedContributor[] = [];
      const given: Contributor[] = [];
      for (const scene of scenes) {
        if (intersect(scene.footprint, wide) === null) continue;
        const { order, orbit } = scene;
        const source = await block.heights({ ...scene, grid: scene.own ?? scene.grid });
        const heights = await correctedHeights(source, scene, scene.place, wide, resampling, compute, signal);
        contributors.push({ heights, order, orbit });
        if (!task.compareSeams) continue;
        const { data } = await resampleWindow(source, scene.asGiven, near, resampling, compute, signal);
        given.push({ heights: data, order });
      }
      const { width, height } = window;
      const tile = await fuseTile({ contributors, width, height }, task, compute, signal);
      const rim = difference(halo, pasteHalo);
      const corrected = contributors.map(({ heights, order }) => ({
        heights: cropMargin(heights, wide.width, wide.height, rim),
        order,
      }));
      const compare = (pasted: readonly Contributor[]): Promise<SeamHistogram> | SeamHistogram =>
        task.compareSeams ? pastedSeams(pasted, window, signal) : [];
      return {
        bands: { dem: [tile.heights], count: [tile.count], source: [tile.source], sigma: [tile.sigma!] },
        value: {
          seams: tile.seams,
          given: await compare(given),
          corrected: await compare(corrected),
          valid: tile.heights.reduce((n, h) => n + (Number.isNaN(h) ? 0 : 1), 0),
        },
      };
    },
    close: () => sources.close(),
  };
}

function difference(a: Margin, b: Margin): Margin {
  return { left: a.left - b.left, top: a.top - b.top, right: a.right - b.right, bottom: a.bottom - b.bottom };
}
