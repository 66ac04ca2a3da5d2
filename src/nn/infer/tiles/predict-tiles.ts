import { CuestaError, throwIfAborted } from '../../../core/errors.js';
import type { Window } from '../../../core/window.js';
import type { ModelSession, ModelTensor } from '../../runtime/model-session.js';
import type { EncodedTile, TileCodec, TileSamples } from './tile-codec.js';
import { accumulate, type LayoutTile, layoutTilesOver, type TileLayout } from './tile-layout.js';

/** Where an input of the network comes from. */
export interface TileInput {
  readonly name: string;
  readonly channels: number;
  /** Pixels of the input per pixel of the output, along each axis: 2 for a network whose output is half as large. */
  readonly scale: number;
  /** The output has no sample where this input has none. */
  readonly required: boolean;
  /** Channels x rows x columns of a window in the input's pixels, NaN where there is nothing, outside the raster as well. */
  read(window: Window, signal: AbortSignal | undefined): Promise<Float32Array>;
}

export interface TilePrediction {
  readonly session: ModelSession;
  readonly layout: TileLayout;
  readonly inputs: readonly TileInput[];
  /** Name of the network's output, one channel. */
  readonly output: string;
  readonly codec: TileCodec;
  /** Tiles per run of the network. */
  readonly batch: number;
  /** The network takes exactly `batch` tiles: a last, smaller batch is filled up. */
  readonly fixedBatch?: boolean;
  readonly signal?: AbortSignal;
  /** Called after every batch with the tiles done so far. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Finished rows of the output, over its whole width. */
export interface PredictedStrip {
  readonly window: Window;
  /** NaN where there is no sample. */
  readonly data: Float32Array;
}

/**
 * The network's output over any part of the raster: the weighted mean of all tiles that count there. Parts fit together without a
 * seam, since tiles lie on a lattice of the raster and are summed in its order; every tile is computed again for every part.
 */
export async function predictWindow(job: TilePrediction, part: Window): Promise<Float32Array> {
  const sums = new Float64Array(part.width * part.height);
  const tiles = layoutTilesOver(job.layout, part);
  for await (const [tile, prediction] of predictTiles(job, tiles)) accumulate(sums, part, tile, prediction);
  return Float32Array.from(sums);
}

/**
 * The whole raster from top to bottom, every tile computed once. Memory: one row of tiles in float64, and the batches that are read
 * and computed.
 */
export async function* predictStrips(job: TilePrediction): AsyncGenerator<PredictedStrip> {
  const { rows, columns } = job.layout;
  const width = columns.size;
  const whole = { col: 0, row: 0, width, height: rows.size };
  const tiles = layoutTilesOver(job.layout, whole);
  const sums = new Float64Array(width * rows.tile);
  let top = 0;
  const finish = (bottom: number): PredictedStrip => {
    const window = { col: 0, row: top, width, height: bottom - top };
    const length = width * window.height;
    const data = Float32Array.from(sums.subarray(0, length));
    sums.copyWithin(0, length);
    sums.fill(0, sums.length - length);
    top = bottom;
    return { window, data };
  };
  let row = 0;
  for await (const [tile, prediction] of predictTiles(job, tiles)) {
    if (tile.window.row !== rows.starts[row]) {
      row++;
      // No later tile counts above the ramp of this one.
      if (rows.ramps[row]! > top) yield finish(rows.ramps[row]!);
    }
    accumulate(
      sums,
      { col: 0, row: top, width, height: Math.min(rows.tile, rows.size - top) },
      tile,
      prediction,
    );
  }
  yield finish(rows.size);
}

/** Predictions of tiles in their order; the next batch is read while one is computed. */
async function* predictTiles(
  job: TilePrediction,
  tiles: readonly LayoutTile[],
): AsyncGenerator<readonly [LayoutTile, Float32Array]> {
  const batches = Array.from({ length: Math.ceil(tiles.length / job.batch) }, (_, i) =>
    tiles.slice(i * job.batch, (i + 1) * job.batch),
  );
  const read = (i: number) => (i < batches.length ? readBatch(job, batches[i]!) : Promise.resolve([]));
  let next = read(0);
  for (const [i, batch] of batches.entries()) {
    const prepared = await next;
    throwIfAborted(job.signal);
    next = read(i + 1);
    // Its error, should it have one, is thrown when its turn comes, or not at all when this batch fails first.
    next.catch(() => {});
    const predictions = await runBatch(job, prepared);
    job.onProgress?.(i * job.batch + batch.length, tiles.length);
    for (const [k, tile] of batch.entries()) yield [tile, predictions[k]!];
  }
}

/** A tile that is ready for the network, or has nothing to predict. */
interface PreparedTile {
  readonly encoded: EncodedTile | null;
  /** 1 where the output has a sample. */
  readonly valid: Uint8Array;
}

async function readBatch(job: TilePrediction, tiles: readonly LayoutTile[]): Promise<PreparedTile[]> {
  const prepared: PreparedTile[] = [];
  for (const { window } of tiles) {
    const samples = await Promise.all(
      job.inputs.map(async ({ name, channels, scale, read }): Promise<TileSamples> => {
        const source = scaled(window, scale, name);
        const { width, height } = source;
        return { name, channels, width, height, data: await read(source, job.signal) };
      }),
    );
    const valid = validity(job.inputs, samples, window);
    prepared.push({ valid, encoded: valid.includes(1) ? job.codec.encode(samples, window) : null });
  }
  return prepared;
}

function scaled(window: Window, scale: number, name: string): Window {
  const source = {
    col: window.col * scale,
    row: window.row * scale,
    width: window.width * scale,
    height: window.height * scale,
  };
  if (Object.values(source).every(Number.isInteger)) return source;
  throw new CuestaError(
    'config',
    `Tiles do not cover whole pixels of input ${name} (${scale} per pixel of the output).`,
    {
      subject: name,
      hint: 'Use tile sizes and starts that are multiples of the ratio.',
    },
  );
}

/** Where every required input has all the samples that lie under a pixel of the output. */
function validity(
  inputs: readonly TileInput[],
  samples: readonly TileSamples[],
  { width, height }: Window,
): Uint8Array {
  const valid = new Uint8Array(width * height).fill(1);
  inputs.forEach(({ required, scale }, i) => {
    if (!required) return;
    const { data, width: across } = samples[i]!;
    const plane = across * samples[i]!.height;
    data.forEach((value, k) => {
      if (!Number.isNaN(value)) return;
      const place = k % plane;
      const [row, col] = [Math.floor(place / across), place % across];
      // A coarser input leaves several pixels of the output without a sample.
      const repeat = Math.max(1, Math.round(1 / scale));
      for (let r = 0; r < repeat; r++) {
        const start = (Math.floor(row / scale) + r) * width + Math.floor(col / scale);
        valid.fill(0, start, start + repeat);
      }
    });
  });
  return valid;
}

/** Runs the network on the tiles that have something to predict. */
async function runBatch(
  { session, output, batch, fixedBatch = false }: TilePrediction,
  prepared: readonly PreparedTile[],
): Promise<Float32Array[]> {
  const encoded = prepared.flatMap((tile) => (tile.encoded === null ? [] : [tile.encoded]));
  const size = fixedBatch ? batch : encoded.length;
  const results = encoded.length === 0 ? null : (await session.run(stack(encoded, size)))[output]!;
  let k = 0;
  return prepared.map(({ encoded: tile, valid }) => {
    const none = (): Float32Array => new Float32Array(valid.length).fill(Number.NaN);
    if (tile === null || results === null) return none();
    const start = k++ * valid.length;
    if (results.data.length !== size * valid.length) throw wrongSize(output, results, valid.length);
    const prediction = tile.decode(results.data.slice(start, start + valid.length));
    return prediction.map((value, i) => (valid[i] === 1 ? value : Number.NaN));
  });
}

/** Joins tiles along the batch axis; missing ones repeat the last. */
function stack(tiles: readonly EncodedTile[], size: number): Record<string, ModelTensor> {
  const [first] = tiles as [EncodedTile];
  return Object.fromEntries(
    Object.entries(first.tensors).map(([name, { shape, data }]) => {
      const joined = new Float32Array(size * data.length);
      for (let i = 0; i < size; i++) {
        joined.set(tiles[Math.min(i, tiles.length - 1)]!.tensors[name]!.data, i * data.length);
      }
      return [name, { shape: [size, ...shape], data: joined }];
    }),
  );
}

function wrongSize(output: string, { shape }: ModelTensor, pixels: number): CuestaError {
  return new CuestaError(
    'config',
    `Output "${output}" is [${shape.join(', ')}], not one channel of ${pixels} pixels per tile.`,
    {
      subject: output,
      hint: 'Check the tile size and the ratio of output to input pixels against the model (cuesta model info FILE).',
    },
  );
}
