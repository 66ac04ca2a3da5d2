import type { Compute } from '../../core/kernel.js';
import { expand, type Window } from '../../core/window.js';
import type { TaskRunner } from '../../jobs/task.js';
import { hasValid } from '../../mosaic/contributor.js';
import { cropMargin } from '../../mosaic/crop.js';
import { mosaicTile } from '../../mosaic/mosaic-tile.js';
import type { SeamHistogram, SeamPair } from '../../mosaic/seams.js';
import { loadCheckedModel } from '../../nn/infer/manifest/model-file.node.js';
import { createNodeRuntime } from '../../nn/runtime/node-runtime.node.js';
import type { ProductShared, TileTask, TileValue } from '../../product/product-task.js';
import { createSourcePool } from '../../product/source-pool.node.js';
import { createTileRunner, type TileStage } from '../../product/tile-runner.node.js';
import { createGridReader } from './grid-reader.node.js';
import { createImagePredictor } from './image-predictor.node.js';
import { IMAGE_MOSAIC, imagesHalo } from './mosaic-images.js';
import type { ReconstructTask, ReconstructTileValue } from './reconstruct-task.js';

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
  const { grid, images, model } = task;
  const sources = createSourcePool();
  const runtime = await createNodeRuntime({ threads: 1 });
  const session = await runtime.open((await loadCheckedModel(model.path)).bytes, model.path);
  const readReference = createGridReader(task.reference, grid, sources, compute);
  const predictors = images.map((image) => ({
    order: image.order,
    predict: createImagePredictor(image, task, session, readReference, sources, compute),
  }));
  const halo = imagesHalo(images.length);
  return {
    async run({ window }, signal) {
      const layers: Layer[] = [];
      const counts = { predicted: 0, skipped: 0, flat: 0, meanOnly: 0 };
      const tileSeams: SeamPair[] = [];
      const disagreement = { pixels: 0, sumSquares: 0 };
      const seconds = { reading: 0, network: 0, alignment: 0 };
      for (const { order, predict } of predictors) {
        const made = await predict(expand(window, halo), window, signal);
        if (made === null) continue;
        for (const key of ['predicted', 'skipped', 'flat', 'meanOnly'] as const)
          counts[key] += made.counts[key];
        for (const key of ['pixels', 'sumSquares'] as const) disagreement[key] += made.disagreement[key];
        for (const key of ['reading', 'network', 'alignment'] as const) seconds[key] += made.seconds[key];
        tileSeams.push({ a: order + 1, b: order + 1, kind: 'switch', ...made.jumps });
        layers.push({ order, heights: made.heights, spread: made.sigma });
      }
      const part = await joined(layers, window, task, compute, signal);
      const reference = await readReference(window, signal);
      const residual = difference(part.heights, reference);
      const all: Readonly<Record<string, () => Float32Array | Uint16Array>> = {
        dtm: () => part.heights,
        residual: () => residual,
        source: () => part.source,
        sigma: () => part.sigma!,
      };
      return {
        bands: Object.fromEntries(wanted.map((name) => [name, [all[name]!()]])),
        value: {
          ...counts,
          ...factsOf(residual),
          ...{ tileSeams, disagreement, seconds, present: part.present, seams: part.seams },
        },
      };
    },
    async close() {
      await session.release();
      await sources.close();
    },
  };
}

/** What one image says of a part and its surroundings. */
interface Layer {
  readonly order: number;
  readonly heights: Float32Array;
  /** Among its mirrored predictions: no standard error, which would weigh it against the others. */
  readonly spread: Float32Array | null;
}

interface JoinedPart {
  readonly heights: Float32Array;
  /** `order + 1` of the image with the greatest weight, 0 for none; the spread is that image's. */
  readonly source: Uint16Array;
  readonly sigma: Float32Array | null;
  readonly present: readonly number[];
  readonly seams: SeamHistogram;
}

/** Blends the images. */
async function joined(
  layers: readonly Layer[],
  { width, height }: Window,
  { images, pixelSize, withSigma }: ReconstructTask,
  compute: Compute,
  signal: AbortSignal,
): Promise<JoinedPart> {
  const halo = imagesHalo(images.length);
  const wide = { width: width + halo.left + halo.right, height: height + halo.top + halo.bottom };
  const inPart = (plane: Float32Array): Float32Array => cropMargin(plane, wide.width, wide.height, halo);
  const present = layers
    .filter(({ heights }) => hasValid(inPart(heights)))
    .map(({ order }) => order)
    .sort((a, b) => a - b);
  if (images.length === 1) {
    const empty = new Float32Array(width * height).fill(Number.NaN);
    const [layer] = layers;
    const heights = layer === undefined ? empty : inPart(layer.heights);
    const spread = layer?.spread ?? null;
    const sigma = spread === null ? null : inPart(spread);
    const source = Uint16Array.from(heights, (z) => (Number.isNaN(z) ? 0 : 1));
    return { heights, source, sigma: withSigma ? (sigma ?? empty) : null, present, seams: [] };
  }
  const options = { pixelSize, options: IMAGE_MOSAIC, withSigma: false };
  const tile = await mosaicTile({ contributors: layers, width, height, ...options }, compute, signal);
  const { heights, source, seams } = tile;
  const spreads = new Map(
    layers.flatMap(({ order, spread }) => (spread === null ? [] : [[order + 1, inPart(spread)] as const])),
  );
  const sigma = withSigma ? Float32Array.from(source, (s, i) => spreads.get(s)?.[i] ?? Number.NaN) : null;
  return { heights, source, sigma, present, seams };
}

function difference(heights: Float32Array, reference: Float32Array): Float32Array {
  const out = new Float32Array(heights.length);
  for (let i = 0; i < out.length; i++) out[i] = heights[i]! - reference[i]!;
  return out;
}

function factsOf(residual: Float32Array): Pick<ReconstructTileValue, 'heights' | 'residual'> {
  let [heights, sum, sumAbs, sumSquares] = [0, 0, 0, 0];
  for (let i = 0; i < residual.length; i++) {
    const d = residual[i]!;
    if (Number.isNaN(d)) continue;
    heights++;
    sum += d;
    sumAbs += Math.abs(d);
    sumSquares += d * d;
  }
  return { heights, residual: { sum, sumAbs, sumSquares } };
}
