import { CuestaError, type SerializedError } from '../../core/errors.js';
import type { Codecs } from './codecs.js';
import { type Allocate, allocateAgain, type BlockFormat, decodeBlock } from './decode/block.js';
import { type HeightRule, type Placement, placeHeights } from './placement.js';

/** Blocks for another thread to decode. */
export interface DecodeTask {
  readonly format: BlockFormat;
  readonly bytes: Uint8Array;
  readonly blocks: readonly DecodeItem[];
  readonly rule: HeightRule;
  /** Receives the heights; used again from task to task, because fresh memory is slow. */
  readonly heights: Float32Array;
}

export interface DecodeItem {
  /** Position of the stored block in the task's bytes. */
  readonly start: number;
  readonly length: number;
  readonly rows: number;
  /** Place of its heights in the task's. */
  readonly place: Placement;
}

/** Which block of a task could not be decoded, and why. */
export interface DecodeFailure {
  readonly item: number;
  readonly error: SerializedError;
}

/**
 * Decodes on other threads. Memory travels with the tasks instead of being shared: shared memory stays alive until
 * every thread has collected its garbage, which idle ones do not.
 */
export interface ParallelDecoder {
  readonly threads: number;
  /** Takes the memory of `task.bytes` and `task.heights` and resolves to the latter. */
  decode(task: DecodeTask): Promise<Float32Array | DecodeFailure>;
}

/** What a worker does with a task. Failures come back as data: an error would lose its type between threads. */
export async function decodeTask(task: DecodeTask, codecs: Codecs): Promise<Float32Array | DecodeFailure> {
  const { format, bytes, blocks, rule, heights } = task;
  const again = allocateAgain();
  for (const [item, { start, length, rows, place }] of blocks.entries()) {
    // A block that is needed whole has the same layout here and there: float samples can be decoded in place.
    const whole = place.cols === format.width && place.rows === rows && format.samples === 1;
    const inPlace: Allocate = (size) =>
      new Uint8Array(heights.buffer, heights.byteOffset + 4 * place.to, size);
    try {
      const stored = bytes.subarray(start, start + length);
      const allocate = whole && format.dtype === 'float32' ? inPlace : again;
      const block = decodeBlock(format, stored, rows, codecs, allocate);
      placeHeights(block instanceof Promise ? await block : block, place, heights, rule);
    } catch (error) {
      if (error instanceof CuestaError) return { item, error: error.toJSON() };
      throw error;
    }
  }
  return heights;
}
