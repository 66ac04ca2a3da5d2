import type { Window } from '../../core/window.js';
import type { BlockRef } from './block-batches.js';
import { type Batch, blockError, planBatches, readBatches } from './block-batches.js';
import type { BlockContext } from './block-reader.js';
import type { TiffImage } from './image.js';
import type { DecodeItem, DecodeTask, ParallelDecoder } from './parallel-decoder.js';
import { type HeightRule, type Placement, placeBlock, placeSamples } from './placement.js';

/** What a window is read from and into. */
export interface HeightJob {
  readonly image: TiffImage;
  readonly band: number;
  readonly window: Window;
  readonly rule: HeightRule;
  readonly heights: Float32Array;
}

/**
 * Decodes stored blocks on other threads, while this one reads the file and puts the results in place. Few batches
 * are under way at a time, and they hand on their memory.
 */
export async function decodeInParallel(
  { source }: BlockContext,
  decoder: ParallelDecoder,
  refs: readonly BlockRef[],
  job: HeightJob,
  signal: AbortSignal | undefined,
): Promise<void> {
  const spare: Float32Array[] = [];
  const running = new Set<Promise<void>>();

  const decodeBatch = async (batch: Batch, bytes: Uint8Array): Promise<void> => {
    const places = batch.blocks.map((ref) => placeBlock(job.image, ref, job.band, job.window));
    const size = places.reduce((sum, place) => sum + place.cols * place.rows, 0);
    const task = describeTask(batch, bytes, places, job, takeMemory(spare, size));
    const result = await decoder.decode(task);
    if (!(result instanceof Float32Array)) {
      throw blockError(source, batch.blocks[result.item], result.error.message);
    }
    task.blocks.forEach((item, i) => {
      placeSamples(result, repack(item.place, places[i]), job.heights, 0);
    });
    spare.push(result);
  };

  for await (const { batch, bytes } of readBatches(source, planBatches(refs), signal)) {
    const done = decodeBatch(batch, bytes).finally(() => running.delete(done));
    // Awaited below; until then a failure must not count as unhandled.
    done.catch(() => {});
    running.add(done);
    if (running.size > decoder.threads + 1) await Promise.race(running);
  }
  await Promise.all(running);
}

function takeMemory(spare: Float32Array[], size: number): Float32Array {
  const memory = spare.pop();
  return memory !== undefined && memory.length >= size ? memory : new Float32Array(size);
}

/** The task writes the heights of its blocks one after the other, without gaps. */
function describeTask(
  batch: Batch,
  bytes: Uint8Array,
  places: readonly Placement[],
  { image, rule }: HeightJob,
  heights: Float32Array,
): DecodeTask {
  let to = 0;
  const blocks = batch.blocks.map((ref, i): DecodeItem => {
    const place = { ...places[i], to, toRow: places[i].cols };
    to += place.cols * place.rows;
    return { start: ref.offset - batch.offset, length: ref.byteCount, rows: ref.rows, place };
  });
  return { format: image.block, bytes, blocks, rule, heights };
}

/** From where a task put the heights of a block to where they belong. */
function repack(task: Placement, window: Placement): Placement {
  return { ...window, from: task.to, fromCol: 1, fromRow: task.toRow };
}
