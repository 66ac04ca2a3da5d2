import { CuestaError } from '../core/errors.js';
import type { Margin } from '../core/window.js';
import { formatMemory } from './memory.js';
import { createTileGrid, type TileGrid, tileCount } from './tile-grid.js';

/** What a job needs and may use. Sizes are pixels of the output raster, memory is bytes. */
export interface TileBudget {
  readonly width: number;
  readonly height: number;
  /** Sum over the stages. */
  readonly halo: Margin;
  /** Working set of a task per pixel of the tile with its halo. */
  readonly bytesPerPixel: number;
  /** Working set of a task per pixel of the tile itself. */
  readonly bytesPerTilePixel: number;
  /** Per worker, whatever the tile: runtime, code, caches. */
  readonly fixedBytesPerWorker: number;
  /** The process without its workers. */
  readonly baseBytes: number;
  /** For everything together. */
  readonly memory: number;
  readonly maxThreads: number;
  /** Smallest tile; others are this times a power of two. The block size of the output, so that tiles hold whole blocks. */
  readonly blockSize?: number;
  readonly maxTile?: number;
}

export interface TilePlan {
  readonly tileSize: number;
  readonly threads: number;
  readonly tiles: TileGrid;
  /** Of the whole process at its peak; never above the budget. */
  readonly estimatedBytes: number;
}

/**
 * Cost of a task besides its pixels (dispatch, file, hash, and the upper overviews that the main thread makes of it), in
 * pixels: measured as 10 ms at 40 ns per pixel, converting a raster of 100 million.
 */
const TASK_OVERHEAD_PIXELS = 262_144;

/**
 * Chooses tile size and thread count within the memory. Each tile size gets as many threads as fit; the winner has
 * the smallest bound on the running time by list scheduling, `total / threads + (1 - 1 / threads) * largest task`
 * (Graham 1969, "Bounds on Multiprocessing Timing Anomalies"), with work counted in pixels, halos included. So wide
 * halos lead to large tiles, and a small raster to enough tiles for all workers. Ties go to the smaller tile.
 *
 * Throws `config`, naming the smallest memory that would do, when not even one worker with the smallest tile fits.
 */
export function planTiles(budget: TileBudget): TilePlan {
  const { blockSize = 512, maxTile = 4096, maxThreads, memory } = budget;
  let best: { readonly plan: TilePlan; readonly cost: number } | null = null;
  for (let tileSize = blockSize; tileSize <= maxTile; tileSize *= 2) {
    const tiles = createTileGrid(budget, tileSize);
    const perWorker = bytesPerWorker(budget, tileSize);
    const fitting = Math.floor((memory - budget.baseBytes) / perWorker);
    const threads = Math.min(maxThreads, tileCount(tiles), fitting);
    if (threads < 1) break;
    const cost = timeBound(budget, tiles, threads);
    if (best === null || cost < best.cost) {
      const estimatedBytes = budget.baseBytes + threads * perWorker;
      best = { plan: { tileSize, threads, tiles, estimatedBytes }, cost };
    }
  }
  if (best === null) throw tooLittleMemory(budget, blockSize);
  return best.plan;
}

function bytesPerWorker(budget: TileBudget, tileSize: number): number {
  const { halo, bytesPerPixel, bytesPerTilePixel, fixedBytesPerWorker } = budget;
  const width = Math.min(tileSize, budget.width);
  const height = Math.min(tileSize, budget.height);
  const withHalo = (width + halo.left + halo.right) * (height + halo.top + halo.bottom);
  return Math.ceil(fixedBytesPerWorker + withHalo * bytesPerPixel + width * height * bytesPerTilePixel);
}

/** In pixels of work. */
function timeBound({ width, height, halo }: TileBudget, tiles: TileGrid, threads: number): number {
  const across = halo.left + halo.right;
  const down = halo.top + halo.bottom;
  const pixels = (width + tiles.cols * across) * (height + tiles.rows * down);
  const total = pixels + tileCount(tiles) * TASK_OVERHEAD_PIXELS;
  const tileWidth = Math.min(tiles.tileSize, width) + across;
  const tileHeight = Math.min(tiles.tileSize, height) + down;
  const largest = tileWidth * tileHeight + TASK_OVERHEAD_PIXELS;
  return total / threads + (1 - 1 / threads) * largest;
}

function tooLittleMemory(budget: TileBudget, blockSize: number): CuestaError {
  const needed = budget.baseBytes + bytesPerWorker(budget, blockSize);
  const message = `The job needs ${formatMemory(needed)} of memory, and ${formatMemory(budget.memory)} is allowed.`;
  return new CuestaError('config', message, {
    subject: '--memory',
    hint: `Use --memory ${Math.ceil(needed / 2 ** 20)}MiB or more.`,
  });
}
