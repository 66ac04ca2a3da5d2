import type { Compute } from '../../core/kernel.js';
import type { Window } from '../../core/window.js';
import type { TaskRunner } from '../../jobs/task.js';
import { loadCheckedModel } from '../../nn/infer/manifest/model-file.node.js';
import { predictWindow, type TilePrediction } from '../../nn/infer/tiles/predict-tiles.js';
import { createNodeRuntime } from '../../nn/runtime/node-runtime.node.js';
import type { ProductShared, TileTask, TileValue } from '../../product/product-task.js';
import { createSourcePool } from '../../product/source-pool.node.js';
import { createTileRunner, type TileStage } from '../../product/tile-runner.node.js';
import type {
  EnhanceNetwork,
  EnhanceTask,
  EnhanceTileValue,
  InputName,
  NetworkRuns,
} from './enhance-task.js';
import { createInputReader, type InputReader } from './input-reader.node.js';
import { networkCodec } from './network-codec.js';

/** Worker module of `enhance`. */
export function createTaskRunner(
  shared: ProductShared<EnhanceTask>,
): Promise<TaskRunner<TileTask, TileValue<EnhanceTileValue>>> {
  const wanted = Object.keys(shared.specs);
  return createTileRunner(shared, (task, compute) => createStage(task, wanted, compute));
}

type Readers = Readonly<Partial<Record<InputName, InputReader>>> & { readonly dem: InputReader };

async function createStage(
  { grid, inputs, networks }: EnhanceTask,
  wanted: readonly string[],
  compute: Compute,
): Promise<TileStage<EnhanceTileValue>> {
  const sources = createSourcePool();
  const readers = Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => [
      name,
      createInputReader(name as InputName, input, grid, sources, compute),
    ]),
  ) as Readers;
  const predictors = await Promise.all(
    Object.entries(networks).map(async ([name, network]) => ({
      name,
      ...(await openPredictor(network, readers)),
    })),
  );
  return {
    async run({ window }, signal) {
      const bands: Record<string, Float32Array> = { bicubic: await readers.dem(window, signal) };
      const runs: Record<string, NetworkRuns> = {};
      for (const { name, predict } of predictors) {
        const made = await predict(window, signal);
        bands[name] = made.heights;
        runs[name] = made.runs;
      }
      return {
        bands: Object.fromEntries(wanted.map((name) => [name, [bands[name]!]])),
        value: { ...factsOf(bands.dtm!, bands.bicubic!), runs },
      };
    },
    async close() {
      for (const { release } of predictors) await release();
      await sources.close();
    },
  };
}

interface Predictor {
  readonly predict: (
    part: Window,
    signal: AbortSignal,
  ) => Promise<{ readonly heights: Float32Array; readonly runs: NetworkRuns }>;
  readonly release: () => Promise<void>;
}

async function openPredictor({ path, layout }: EnhanceNetwork, readers: Readers): Promise<Predictor> {
  const { bytes, manifest } = await loadCheckedModel(path);
  const session = await (await createNodeRuntime({ threads: 1 })).open(bytes, path);
  let runs = { tiles: 0, seconds: 0 };
  const job: Omit<TilePrediction, 'signal'> = {
    session: {
      ...session,
      async run(tensors) {
        const started = performance.now();
        const result = await session.run(tensors);
        runs = { tiles: runs.tiles + 1, seconds: runs.seconds + (performance.now() - started) / 1000 };
        return result;
      },
    },
    layout,
    inputs: manifest.inputs.map(({ name, channels, scale, required }) => ({
      ...{ name, channels: channels.length, scale, required },
      read: (window, signal) => readers[name as InputName]!(window, signal!),
    })),
    output: manifest.output.name,
    codec: networkCodec(manifest),
    batch: 1,
  };
  return {
    async predict(part, signal) {
      runs = { tiles: 0, seconds: 0 };
      const heights = await predictWindow({ ...job, signal }, part);
      return { heights, runs };
    },
    release: () => session.release(),
  };
}

function factsOf(heights: Float32Array, dem: Float32Array): Omit<EnhanceTileValue, 'runs'> {
  let [count, sum, sumAbs, sumSquares] = [0, 0, 0, 0];
  for (let i = 0; i < heights.length; i++) {
    const d = heights[i]! - dem[i]!;
    if (Number.isNaN(d)) continue;
    count++;
    sum += d;
    sumAbs += Math.abs(d);
    sumSquares += d * d;
  }
  return { heights: count, difference: { sum, sumAbs, sumSquares } };
}
