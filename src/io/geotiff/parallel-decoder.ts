import { CuestaError, type SerializedError } from '../../core/errors.js';
import type { Codecs } from './codecs.js';
import { type BlockFormat, decodeBlock } from './decode/block.js';
import { type HeightRule, type Placement, placeHeights } from './placement.js';

/** Blocks for a worker thread to decode into shared memory. */
export interface DecodeTask {
  readonly format: BlockFormat;
  readonly bytes: Uint8Array;
  readonly blocks: readonly DecodeItem[];
  readonly rule: HeightRule;
  /** Backed by a `SharedArrayBuffer`. */
  readonly target: Float32Array;
}

export interface DecodeItem {
  /** Position of the stored block in the task's bytes. */
  readonly start: number;
  readonly length: number;
  readonly rows: number;
  readonly place: Placement;
}

/** Which block of a task could not be decoded, and why. */
export interface DecodeFailure {
  readonly item: number;
  readonly error: SerializedError;
}

/** Decodes on other threads. */
export interface ParallelDecoder {
  readonly threads: number;
  /** Takes over the memory of `task.bytes`. */
  decode(task: DecodeTask): Promise<DecodeFailure | null>;
}

/** What a worker does with a task. Failures come back as data: an error would lose its type between threads. */
export async function decodeTask(task: DecodeTask, codecs: Codecs): Promise<DecodeFailure | null> {
  for (const [item, { start, length, rows, place }] of task.blocks.entries()) {
    try {
      const block = decodeBlock(task.format, task.bytes.subarray(start, start + length), rows, codecs);
      placeHeights(block instanceof Promise ? await block : block, place, task.target, task.rule);
    } catch (error) {
      if (error instanceof CuestaError) return { item, error: error.toJSON() };
      throw error;
    }
  }
  return null;
}
