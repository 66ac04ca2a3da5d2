import { CuestaError } from '../../core/errors.js';
import { formatMemory } from '../../plan/memory.js';
import type { DisparityRange } from '../../stereo/ranges.js';
import { coarsestRange } from '../../stereo/ranges.js';
import { rowsPerStrip, stripBytes } from '../../stereo/strip-memory.js';
import { STRIP_HALO } from '../../stereo/strips.js';
import { levelSizes } from './grey-planes.js';

/** Measured: a worker's isolate and code; the main thread with the COG writers. */
const WORKER_BYTES = 70 * 2 ** 20;
const BASE_BYTES = 150 * 2 ** 20;
/** WebAssembly memory ends at 4 GiB, and part of a strip lies outside of it. */
const LARGEST_STRIP = 3.5 * 2 ** 30;
/** Of the level above the finest, and so on: shorter strips would be mostly halo. */
const SHORTEST = 256;

export interface StripBudget {
  readonly width: number;
  readonly height: number;
  readonly levels: number;
  readonly range: DisparityRange;
  readonly search: number;
  readonly blockSize: number;
  readonly memory: number;
  readonly maxThreads: number;
}

export interface StripPlan {
  readonly threads: number;
  /** Rows of the strips of every level, finest first; of the finest whole blocks. */
  readonly rows: readonly number[];
  readonly estimatedBytes: number;
}

/**
 * Rows and threads that finish first (the greatest number of rows, halos included, that a thread has to do) within the memory. Throws
 * `config`, naming what would do, when one strip of one block does not fit.
 */
export function planStrips(budget: StripBudget): StripPlan {
  const { width, height, blockSize, memory, maxThreads } = budget;
  const finest = rangeOf(budget, 0);
  const strips = Math.ceil(height / blockSize);
  let best: { threads: number; rows: number; cost: number } | null = null;
  for (let blocks = 1; blocks <= strips; blocks++) {
    const rows = blocks * blockSize;
    const bytes = stripBytes(finest, width, Math.min(rows, height));
    if (bytes > LARGEST_STRIP && blocks > 1) break;
    const fitting = Math.floor((memory - BASE_BYTES) / (bytes + WORKER_BYTES));
    const threads = Math.min(maxThreads, fitting, Math.ceil(strips / blocks));
    if (threads < 1) break;
    const cost = Math.ceil(Math.ceil(strips / blocks) / threads) * (Math.min(rows, height) + 2 * STRIP_HALO);
    if (best === null || cost < best.cost) best = { threads, rows, cost };
  }
  if (best === null) throw tooLittleMemory(budget, stripBytes(finest, width, Math.min(blockSize, height)));
  const perWorker = stripBytes(finest, width, Math.min(best.rows, height));
  const sizes = levelSizes(width, height, budget.levels);
  const rows = sizes.map((size, k) => {
    if (k === 0) return best.rows;
    const most = rowsPerStrip(rangeOf(budget, k), size.width, perWorker);
    return Math.min(most, Math.max(SHORTEST, Math.ceil(size.height / best.threads)));
  });
  const estimatedBytes = BASE_BYTES + best.threads * (perWorker + WORKER_BYTES);
  return { threads: best.threads, rows, estimatedBytes };
}

/** What is searched at a level. */
function rangeOf({ range, levels, search }: StripBudget, level: number): DisparityRange | { search: number } {
  return level === levels - 1 ? coarsestRange(range, levels) : { search };
}

function tooLittleMemory({ levels, memory }: StripBudget, bytes: number): CuestaError {
  const needed = BASE_BYTES + WORKER_BYTES + bytes;
  const message = `The job needs ${formatMemory(needed)} of memory, and ${formatMemory(memory)} is allowed.`;
  const less = levels === 1 ? ', or --levels 5, which searches less at full size' : '';
  return new CuestaError('config', message, {
    subject: '--memory',
    hint: `Use --memory ${Math.ceil(needed / 2 ** 20)}MiB or more${less}.`,
  });
}
