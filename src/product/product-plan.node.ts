import { CuestaError } from '../core/errors.js';
import type { Grid } from '../core/georef.js';
import { sampleType } from '../io/cog/cog-samples.js';
import type { CogSpec } from '../io/cog/cog-spec.js';
import type { Stage } from '../plan/halo.js';
import { totalHalo } from '../plan/halo.js';
import { parseMemory } from '../plan/memory.js';
import type { JobPlan } from '../plan/plan.js';
import { planTiles } from '../plan/plan-tiles.js';
import { defaultMemory, defaultThreads } from '../plan/system.node.js';
import { createTileGrid } from '../plan/tile-grid.js';
import type { FileStamp, InputFile } from './inputs.node.js';
import { type RunSettings, workFolderOf } from './run-settings.js';

export interface ProductOutput {
  /** What the worker calls it, e.g. `dem`, `count`. */
  readonly name: string;
  readonly path: string;
  readonly spec: CogSpec;
}

/** A job that writes rasters of one grid, tile by tile. */
export interface ProductDefinition<C> {
  /** Name of the job, e.g. `mosaic`. */
  readonly op: string;
  readonly grid: Grid;
  readonly inputs: readonly InputFile[];
  /** The first one is the main product; all have the grid's size and one block size. */
  readonly outputs: readonly ProductOutput[];
  /** Files that the job writes besides the outputs and their sidecars, e.g. reports. */
  readonly documents?: readonly string[];
  /** Files besides the inputs that decide samples, e.g. geoids. */
  readonly auxiliary?: readonly FileStamp[];
  /** In order of execution, with the halo that each one needs. */
  readonly stages: readonly Stage[];
  /** Working set of a task per pixel of the tile with its halo, and of the tile itself. */
  readonly bytesPerPixel: number;
  readonly bytesPerTilePixel: number;
  /** What a worker holds besides, whatever the tile, e.g. a network. */
  readonly bytesPerWorker?: number;
  /** Worker module with `createTaskRunner`. */
  readonly module: URL;
  /** What the workers' stages need; with the inputs' hashes it decides every sample. Plain JSON. */
  readonly config: C;
}

/** Measured: a worker's isolate, WebAssembly instances and read caches; the main thread with the COG writer. */
const WORKER_BYTES = 70 * 2 ** 20;
const BASE_BYTES = 130 * 2 ** 20;

/** Chooses tiles and threads; throws `config` when the job cannot fit the memory. */
export function planProduct<C>(definition: ProductDefinition<C>, settings: RunSettings): JobPlan {
  const { grid, outputs, stages } = definition;
  const blockSize = outputs[0].spec.blockSize;
  const memory = settings.memory === undefined ? defaultMemory() : parseMemory(settings.memory);
  const fixedTile = settings.tileSize === undefined ? null : checkTileSize(settings.tileSize, blockSize);
  const { tileSize, threads, estimatedBytes } = planTiles({
    width: grid.width,
    height: grid.height,
    halo: totalHalo(stages),
    bytesPerPixel: definition.bytesPerPixel,
    bytesPerTilePixel: definition.bytesPerTilePixel + encodingBytes(outputs),
    fixedBytesPerWorker: WORKER_BYTES + (definition.bytesPerWorker ?? 0),
    baseBytes: BASE_BYTES,
    memory,
    maxThreads: settings.executor === 'sequential' ? 1 : (settings.threads ?? defaultThreads()),
    blockSize: fixedTile ?? blockSize,
    maxTile: fixedTile ?? 4096,
  });
  return {
    op: definition.op,
    inputs: definition.inputs.map(describeInput),
    grid,
    outputs: outputs.map(describeOutput),
    tiles: createTileGrid(grid, tileSize),
    stages,
    executor: settings.executor,
    threads,
    memory,
    estimatedBytes,
    workFolder: workFolderOf(outputs[0].path, settings),
  };
}

/** Depth of a processing tile in the block pyramid: tile size = block size * 2^depth. */
export function tileDepth(tileSize: number, blockSize: number): number {
  return Math.round(Math.log2(tileSize / blockSize));
}

function checkTileSize(tileSize: number, blockSize: number): number {
  const depth = Math.log2(tileSize / blockSize);
  if (Number.isInteger(depth) && depth >= 0) return tileSize;
  throw new CuestaError('config', `--tile-size ${tileSize} does not fit blocks of ${blockSize} pixels.`, {
    subject: '--tile-size',
    hint: `Use ${blockSize}, ${2 * blockSize}, ${4 * blockSize} or a further doubling.`,
  });
}

/** The samples of a tile, their reduced versions and their compressed bytes, all at once. */
function encodingBytes(outputs: readonly ProductOutput[]): number {
  return outputs.reduce((sum, { spec }) => sum + 3 * spec.bands * sampleType(spec.dtype).bytes, 0);
}

function describeInput({ path, info }: InputFile): JobPlan['inputs'][number] {
  const crs = info.georef?.crs.name ?? 'no CRS';
  return { name: path, description: `${info.width} x ${info.height} ${info.dtype}, ${crs}` };
}

function describeOutput({ path, spec }: ProductOutput): JobPlan['outputs'][number] {
  const bytes = spec.width * spec.height * spec.bands * sampleType(spec.dtype).bytes;
  return {
    path,
    description: `${spec.dtype} COG, ${spec.compression}`,
    bytes: Math.ceil(spec.overviews === 'none' ? bytes : (bytes * 4) / 3),
  };
}
