import type { Grid } from '../../core/georef.js';
import type { Compute } from '../../core/kernel.js';
import { intersect, type Window } from '../../core/window.js';
import type { TaskRunner } from '../../jobs/task.js';
import type { ResampleMethod } from '../../kernels/resample/index.js';
import { chen2022Codec } from '../../networks/chen2022/tile-codec.js';
import { loadModel } from '../../nn/infer/manifest/model-file.node.js';
import { createNodeRuntime } from '../../nn/runtime/node-runtime.node.js';
import type { ProductShared, TileTask, TileValue } from '../../product/product-task.js';
import { createSourcePool } from '../../product/source-pool.node.js';
import { createTileRunner, type TileStage } from '../../product/tile-runner.node.js';
import { createWarp } from '../../resample/create-warp.js';
import { resampleWindow } from '../../resample/resample-window.js';
import { type PredictedPart, predictPart } from './predict-part.js';
import type { ReconstructTask, ReconstructTileValue } from './reconstruct-task.js';
import { createTileWeights } from './tile-weights.js';

/** Worker module of `reconstruct`. */
export function createTaskRunner(
  shared: ProductShared<ReconstructTask>,
): Promise<TaskRunner<TileTask, TileValue<ReconstructTileValue>>> {
  const wanted = Object.keys(shared.specs);
  return createTileRunner(shared, (task, compute) => createStage(task, wanted, compute));
}

async function createStage(
  task: ReconstructTask,
  wanted: readonly string[],
  compute: Compute,
): Promise<TileStage<ReconstructTileValue>> {
  const { grid, lattice, overlap, model } = task;
  const sources = createSourcePool();
  const runtime = await createNodeRuntime({ threads: 1 });
  const session = await runtime.open((await loadModel(model.path)).bytes, model.path);
  const reader = (input: { readonly path: string; readonly grid: Grid }, method: ResampleMethod) => {
    const warp = createWarp(input.grid, grid);
    return async (window: Window, signal: AbortSignal): Promise<Float32Array> => {
      const source = await sources.get(input.path);
      return (await resampleWindow(source, warp, window, method, compute, signal)).data;
    };
  };
  const readImage = reader(task.image, 'average');
  const job = {
    ...grid,
    lattice,
    readReference: reader(task.reference, 'cubic'),
    // A tile that reaches past the output sees nothing there, even where the image goes on.
    readImage: async (window: Window, signal: AbortSignal) =>
      withinOutput(await readImage(window, signal), window, grid),
    weights: createTileWeights({ width: lattice.tileWidth, height: lattice.tileHeight, overlap }, compute),
    network: {
      ...model,
      session,
      codec: chen2022Codec(model),
      alignment: task.alignment,
      withSigma: task.withSigma,
    },
  };
  return {
    async run({ window }, signal) {
      const part = await predictPart(job, window, signal);
      const residual = part.heights.map((z, i) => z - part.reference[i]!);
      const all: Readonly<Record<string, () => Float32Array | Uint8Array>> = {
        dtm: () => part.heights,
        residual: () => residual,
        source: () => Uint8Array.from(part.heights, (z) => (Number.isNaN(z) ? 0 : 1)),
        sigma: () => part.sigma!,
      };
      return {
        bands: Object.fromEntries(wanted.map((name) => [name, [all[name]!()]])),
        value: factsOf(part, residual),
      };
    },
    async close() {
      await session.release();
      await sources.close();
    },
  };
}

function withinOutput(samples: Float32Array, window: Window, grid: Grid): Float32Array {
  const inside = intersect(window, { col: 0, row: 0, width: grid.width, height: grid.height });
  if (inside !== null && inside.width === window.width && inside.height === window.height) return samples;
  return samples.map((grey, i) => {
    const [col, row] = [window.col + (i % window.width), window.row + Math.floor(i / window.width)];
    return col < grid.width && row < grid.height ? grey : Number.NaN;
  });
}

function factsOf({ counts }: PredictedPart, residual: Float32Array): ReconstructTileValue {
  let [heights, sum, sumAbs, sumSquares] = [0, 0, 0, 0];
  for (const d of residual) {
    if (Number.isNaN(d)) continue;
    heights++;
    sum += d;
    sumAbs += Math.abs(d);
    sumSquares += d * d;
  }
  return { heights, ...counts, residual: { sum, sumAbs, sumSquares } };
}
