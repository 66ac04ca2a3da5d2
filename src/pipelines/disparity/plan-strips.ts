import { CuestaError } from '../../core/errors.js';
import { formatMemory } from '../../plan/memory.js';
import type { DisparityRange } from '../../stereo/ranges.js';
import { coarsestRange } from '../../stereo/ranges.js';
import { stripBytes } from '../../stereo/strip-memory.js';
import { levelSizes } from './grey-planes.js';

/** Measured: a worker's isolate and code; the main thread with the COG writers. */
const WORKER_BYTES = 70 * 2 ** 20;
const BASE_BYTES = 150 * 2 ** 20;
/** WebAssembly memory ends at 4 GiB, and part of a strip lies outside of it. */
const LARGEST_STRIP = 3.5 * 2 ** 30;
/** Widths up to which strips have two blocks: narrow ones would otherwise be mostly halo. */
const NARROW = 8192;

/** Correlation of a pair in memory: window sums, ranges, planes. */
const NCC_BYTES_PER_PIXEL = 80;

export interface StripBudget {
  readonly width: number;
  readonly height: number;
  readonly levels: number;
  readonly range: DisparityRange;
  readonly search: number;
  readonly blockSize: number;
  readonly method: 'sgm' | 'ncc';
  readonly memory: number;
  readonly maxThreads: number;
}

export interface StripPlan {
  readonly threads: number;
  /** Of trials, which match small parts of the pair. */
  readonly trialThreads: number;
  /** Rows of the strips of every level, finest first; of the finest whole blocks. */
  readonly rows: readonly number[];
  readonly estimatedBytes: number;
}

/**
 * Rows follow from the widths alone, so that memory and threads never change a sample; the memory decides how many strips are matched at
 * a time. Throws `config`, naming what would do, when one strip does not fit.
 */
export function planStrips(budget: StripBudget): StripPlan {
  const { width, height, levels, blockSize, memory, maxThreads } = budget;
  const sizes = levelSizes(width, height, levels);
  const rows = sizes.map((size) => (size.width <= NARROW ? 2 : 1) * blockSize);
  if (budget.method === 'ncc') return planCorrelation(budget, rows);
  const largest = Math.max(
    ...sizes.map((size, k) => stripBytes(rangeOf(budget, k), size.width, Math.min(rows[k], size.height))),
  );
  const strips = Math.max(...sizes.map((size, k) => Math.ceil(size.height / rows[k])));
  const fitting = Math.floor((memory - BASE_BYTES) / (largest + WORKER_BYTES));
  if (fitting < 1 || largest > LARGEST_STRIP) throw tooLarge(budget, largest);
  const threads = Math.min(maxThreads, fitting, strips);
  const trialThreads = Math.max(1, Math.min(maxThreads, fitting));
  return { threads, trialThreads, rows, estimatedBytes: BASE_BYTES + threads * (largest + WORKER_BYTES) };
}

/** Correlation holds the whole pair and is one task. */
function planCorrelation({ width, height, memory, maxThreads }: StripBudget, rows: number[]): StripPlan {
  const bytes = NCC_BYTES_PER_PIXEL * width * height;
  const estimatedBytes = BASE_BYTES + WORKER_BYTES + bytes;
  if (estimatedBytes <= memory)
    return { threads: maxThreads, trialThreads: maxThreads, rows, estimatedBytes };
  const message = `Correlation of these images needs ${formatMemory(estimatedBytes)} of memory, and ${formatMemory(memory)} is allowed.`;
  const hint = 'Cut the images, allow more memory, or use --method sgm, which works in strips.';
  throw new CuestaError('config', message, { subject: '--memory', hint });
}

/** What is searched at a level. */
function rangeOf({ range, levels, search }: StripBudget, level: number): DisparityRange | { search: number } {
  return level === levels - 1 ? coarsestRange(range, levels) : { search };
}

function tooLarge({ levels, memory }: StripBudget, bytes: number): CuestaError {
  const needed = BASE_BYTES + WORKER_BYTES + bytes;
  const less = 'search less at full size with --levels 5';
  if (bytes > LARGEST_STRIP) {
    const message = `A strip of these images takes ${formatMemory(bytes)}; WebAssembly memory ends at 4 GiB.`;
    const hint =
      levels === 1 ? `Give a shorter --range, or ${less}.` : 'Give a shorter --range or more --levels.';
    return new CuestaError('config', message, { subject: '--range', hint });
  }
  const message = `The job needs ${formatMemory(needed)} of memory, and ${formatMemory(memory)} is allowed.`;
  return new CuestaError('config', message, {
    subject: '--memory',
    hint: `Use --memory ${Math.ceil(needed / 2 ** 20)}MiB or more${levels === 1 ? `, or ${less}` : ''}.`,
  });
}
