import type { Compute } from '../../core/kernel.js';
import { expand, intersect, type Window } from '../../core/window.js';
import type { TaskRunner } from '../../jobs/task.js';
import { type Contributor, hasValid } from '../../mosaic/contributor.js';
import { cropBox } from '../../mosaic/layer.js';
import { type MosaicTileResult, mosaicHalo, mosaicTile } from '../../mosaic/mosaic-tile.js';
import { createHeightShifter } from '../../product/height-shift.node.js';
import type { ProductShared, TileOutput, TileTask, TileValue } from '../../product/product-task.js';
import { createSourcePool, type SourcePool } from '../../product/source-pool.node.js';
import { createTileRunner, type TileStage } from '../../product/tile-runner.node.js';
import { createWarp } from '../../resample/create-warp.js';
import { toIntegers } from './integer-samples.js';
import type {
  InputCompanion,
  MosaicInput,
  MosaicTask,
  MosaicTileValue,
  WeightOptions,
} from './mosaic-task.js';
import { aboveThreshold, insideOn, sampleOn } from './sample-input.node.js';

/** Worker module of `mosaic`. */
export function createTaskRunner(
  shared: ProductShared<MosaicTask>,
): Promise<TaskRunner<TileTask, TileValue<MosaicTileValue>>> {
  return createTileRunner(shared, createStage);
}

async function createStage(task: MosaicTask, compute: Compute): Promise<TileStage<MosaicTileValue>> {
  const sources = createSourcePool();
  const halo = mosaicHalo(task.options);
  const readers = task.inputs.map((input) => createReader(task, input, sources, compute));

  return {
    async run({ window }, signal) {
      // On the whole mosaic, of which the job may make a part only.
      const tile = { ...window, col: window.col + task.origin.col, row: window.row + task.origin.row };
      const wide = expand(tile, halo);
      const contributors: Contributor[] = [];
      const present: number[] = [];
      for (const [i, read] of readers.entries()) {
        const box = intersect(task.inputs[i].footprint, wide);
        if (box === null) continue;
        const contributor = await read(box, signal);
        contributors.push({
          ...contributor,
          box: { ...box, col: box.col - wide.col, row: box.row - wide.row },
        });
        if (hasValid(cropBox(contributor.heights, box, tile, Number.NaN))) present.push(contributor.order);
      }
      const { options, pixelSize, withSigma, withUncertainty, weightOf } = task;
      const wanted = { withSigma, withUncertainty, weightOf };
      const result = await mosaicTile(
        { contributors, width: tile.width, height: tile.height, origin: tile, pixelSize, options, ...wanted },
        compute,
        signal,
      );
      present.sort((a, b) => a - b);
      return { bands: bandsOf(result, task), value: { seams: result.seams, present } };
    },
    close: () => sources.close(),
  };
}

type Read = (box: Window, signal: AbortSignal) => Promise<Contributor>;

/** Reads an input with its companions on a box of the mosaic; what it needs for that is made when it is first asked. */
function createReader(task: MosaicTask, input: MosaicInput, sources: SourcePool, compute: Compute): Read {
  const { grid, resampling, options, weights } = task;
  const needsInside = options.nodataSpreads === true || options.blend.atBorders === false;
  const prepare = async () => ({
    warp: createWarp(input.grid, grid),
    shiftHeights: input.shift === null ? null : await createHeightShifter(input.shift, grid),
  });
  let prepared: ReturnType<typeof prepare> | null = null;

  const companion = async ({ path, grid: own }: InputCompanion, box: Window, signal: AbortSignal) => {
    const source = await sources.get(path);
    return sampleOn(source, createWarp(own, grid), box, 'bilinear', compute, signal);
  };

  return async (box, signal) => {
    prepared ??= prepare();
    const { warp, shiftHeights } = await prepared;
    const source = aboveThreshold(await sources.get(input.path), task.nodataThreshold);
    const heights = await sampleOn(source, warp, box, resampling, compute, signal);
    shiftHeights?.(box, heights);
    const { weight, sigma, order } = input;
    return {
      heights,
      order,
      ...(needsInside ? { inside: insideOn(warp, box) } : {}),
      ...(weight === null ? {} : { weight: adjusted(await companion(weight, box, signal), weights) }),
      ...(sigma === null ? {} : { standardError: await companion(sigma, box, signal) }),
    };
  };
}

/** In place; missing weights stay missing. */
function adjusted(weights: Float32Array, { invert, min }: WeightOptions): Float32Array {
  for (let i = 0; i < weights.length; i++) {
    const w = weights[i] < min ? min : weights[i];
    weights[i] = invert ? 1 / w : w;
  }
  return weights;
}

function bandsOf(tile: MosaicTileResult, { integers }: MosaicTask): TileOutput<MosaicTileValue>['bands'] {
  return {
    dem: [integers === null ? tile.heights : toIntegers(tile.heights, integers)],
    count: [tile.count],
    source: [tile.source],
    ...(tile.sigma === null ? {} : { sigma: [tile.sigma] }),
    ...(tile.uncertainty === null ? {} : { uncertainty: [tile.uncertainty] }),
    ...(tile.weight === null ? {} : { weight: [tile.weight] }),
    ...(tile.seamMask === null ? {} : { seams: [tile.seamMask] }),
  };
}
