import { CuestaError, throwIfAborted } from '../../core/errors.js';
import { crop } from '../../mosaic/crop.js';
import {
  addSample,
  type HeightScores,
  noScores,
  scoresOf,
} from '../../networks/jspsr/dfc30/height-scores.js';
import { DFC30_LAYERS, DFC30_MODELS, type Dfc30Model } from '../../networks/jspsr/dfc30/layers.js';
import { mergeTiles, tileBorder } from '../../networks/jspsr/dfc30/merge-tiles.js';
import { scanLayout } from '../../networks/jspsr/dfc30/scan-layout.node.js';
import type { HeightScale } from '../../networks/jspsr/height-scale.js';
import { applyNormalisation, normalisationOf, undoNormalisation } from '../../nn/infer/tiles/normalise.js';
import type { BatchPool } from '../../nn/train/batch-pool.node.js';
import type { Trainer } from '../../nn/train/trainer.js';
import { createSourcePool, type SourcePool } from '../../product/source-pool.node.js';
import { type Dfc30Config, type Dfc30Tiles, tilesPerSample } from './dfc30.js';
import type { TrainJob } from './plan-train.node.js';
import { plainDraws } from './validation-batches.node.js';

export interface ScoreContext {
  readonly signal: AbortSignal;
  log(level: 'warn', message: string): void;
}

/**
 * Scores of the network and of the global models on all validation samples, as the JSPSR code sums them up: samples merged from their tiles,
 * without a border of 6 pixels, predictions and truth limited to the range of the normalisation, all pixels pooled. Global models without
 * files are left out with a warning.
 */
export async function scoreDfc30(
  job: TrainJob,
  trainer: Trainer,
  pool: BatchPool,
  context: ScoreContext,
): Promise<Record<string, HeightScores>> {
  const { config } = job.data.source.options as Dfc30Tiles;
  const sources = createSourcePool();
  try {
    const scores: Record<string, HeightScores> = {
      network: await scoreNetwork(job, trainer, pool, sources, context.signal),
    };
    for (const model of DFC30_MODELS) {
      const found = await scoreModel(job, model, sources, context);
      if (found !== null) scores[model === config.dem ? `${model} (input)` : model] = found;
    }
    return scores;
  } finally {
    await sources.close();
  }
}

async function scoreNetwork(
  job: TrainJob,
  trainer: Trainer,
  pool: BatchPool,
  sources: SourcePool,
  signal: AbortSignal,
): Promise<HeightScores> {
  const { config, samples } = job.data.source.options as Dfc30Tiles;
  const { size, sample: side, heights: scale, pixel } = config;
  const perSample = tilesPerSample(config);
  const sums = noScores();
  let next = job.data.split.training.length / perSample;
  let tiles: Float32Array[] = [];
  for await (const tile of predictedTiles(job, trainer, pool, signal)) {
    tiles.push(tile);
    if (tiles.length < perSample) continue;
    const { files } = samples[next++]!;
    const mapping = normalisationOf(scale, await readSample(sources, files[config.dem]!, side));
    const metres = tiles.map((numbers) => undoNormalisation(limited(numbers, scale), mapping));
    const truth = await readSample(sources, files[DFC30_LAYERS.truth]!, side);
    const reachable = limited(applyNormalisation(truth, mapping, Number.NaN), scale);
    const inside = inner(undoNormalisation(reachable, mapping), config);
    const width = side - 2 * tileBorder(size);
    addSample(sums, mergeTiles(metres, { side, tile: size }), inside, { width, pixel });
    tiles = [];
  }
  return scoresOf(sums, job.data.heights!.peak);
}

/** Predictions of all validation tiles in order, in the network's numbers. */
async function* predictedTiles(
  job: TrainJob,
  trainer: Trainer,
  pool: BatchPool,
  signal: AbortSignal,
): AsyncGenerator<Float32Array> {
  const { config, samples } = job.data.source.options as Dfc30Tiles;
  const { batch, seed, optimiser } = job.config;
  const area = config.size ** 2;
  const end = samples.length * tilesPerSample(config);
  for (let at = job.data.split.training.length; at < end; at += batch) {
    throwIfAborted(signal);
    // The last batch is filled up with its last tile.
    const indices = Array.from({ length: batch }, (_, k) => Math.min(end - 1, at + k));
    const { fields } = await pool.read(plainDraws(indices), seed);
    const average = optimiser.average !== null;
    const { outputs } = await trainer.evaluate(fields, { average, outputs: ['prediction'] });
    for (let k = 0; k < batch && at + k < end; k++) yield outputs.prediction!.slice(k * area, (k + 1) * area);
  }
}

async function scoreModel(
  job: TrainJob,
  model: Dfc30Model,
  sources: SourcePool,
  { signal, log }: ScoreContext,
): Promise<HeightScores | null> {
  const { config, root } = job.data.source.options as Dfc30Tiles;
  const { sample: side, pixel } = config;
  let samples: Awaited<ReturnType<typeof scanLayout>>;
  try {
    samples = await scanLayout(root, config.validation, [model, DFC30_LAYERS.truth]);
  } catch (error) {
    if (!(error instanceof CuestaError)) throw error;
    log('warn', `${model} is not scored: ${error.message}`);
    return null;
  }
  const sums = noScores();
  const width = side - 2 * tileBorder(config.size);
  for (const { files } of samples) {
    throwIfAborted(signal);
    const [found, truth] = await Promise.all(
      [model, DFC30_LAYERS.truth].map(async (layer) =>
        inner(await readSample(sources, files[layer]!, side), config),
      ),
    );
    addSample(sums, found!, truth!, { width, pixel });
  }
  return scoresOf(sums, job.data.heights!.peak);
}

async function readSample(sources: SourcePool, path: string, side: number): Promise<Float32Array> {
  const source = await sources.get(path);
  return (await source.readRaster({ col: 0, row: 0, width: side, height: side })).data;
}

/** Without the border that no score sees. */
function inner(
  samples: Float32Array,
  { sample: side, size }: Pick<Dfc30Config, 'sample' | 'size'>,
): Float32Array {
  const border = tileBorder(size);
  const width = side - 2 * border;
  return crop(samples, side, { col: border, row: border, width, height: width });
}

/** Published numbers are cut to 0 … 1. */
const limited = (numbers: Float32Array, scale: HeightScale): Float32Array =>
  scale.type === 'above-least' ? numbers.map((y) => Math.min(1, Math.max(0, y))) : numbers;
