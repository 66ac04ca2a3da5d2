import { CuestaError } from '../../core/errors.js';
import { contains, fullWindow, intersect, type Window } from '../../core/window.js';
import { type Batch, blockError, blocksInWindow, planBatches, readBatches } from './block-batches.js';
import { type BlockContext, visitBlocks } from './block-reader.js';
import { blockBytes } from './decode/block.js';
import type { TiffImage } from './image.js';
import type { DecodeTask, ParallelDecoder } from './parallel-decoder.js';
import { type HeightRule, placeBlock, placeHeights, placeValue } from './placement.js';

/** Windows with fewer stored bytes than this, decompressed, are not worth handing to other threads. */
const MIN_PARALLEL_BYTES = 8 * 2 ** 20;

/**
 * Heights of a window that may reach outside the image (NaN there). A block that the file does not hold counts as
 * nodata, or as samples of 0 when the file has no nodata value (as GDAL defines it).
 */
export async function readHeights(
  context: BlockContext,
  image: TiffImage,
  band: number,
  window: Window,
  rule: HeightRule,
  signal: AbortSignal | undefined,
): Promise<Float32Array> {
  const whole = fullWindow(image);
  const inside = intersect(window, whole);
  const parallel = inside === null || !isLarge(image, inside) ? null : context.parallel;
  const heights = allocate(context.source.name, window, parallel !== null);
  if (!contains(whole, window)) heights.fill(NaN);
  if (inside === null) return heights;

  const missing = rule.nodata === null ? rule.offset : NaN;
  if (parallel !== null) {
    await decodeInParallel(context, parallel, image, band, window, inside, rule, missing, heights, signal);
  } else {
    await visitBlocks(context, image, band, inside, signal, (ref, block) => {
      const place = placeBlock(image, ref, band, window);
      if (block === null) placeValue(missing, place, heights);
      else placeHeights(block, place, heights, rule);
    });
  }
  return heights;
}

function isLarge(image: TiffImage, inside: Window): boolean {
  return (inside.width / image.block.width) * blockBytes(image.block, inside.height) >= MIN_PARALLEL_BYTES;
}

function allocate(name: string, { width, height }: Window, shared: boolean): Float32Array {
  try {
    const length = width * height;
    return shared ? new Float32Array(new SharedArrayBuffer(4 * length)) : new Float32Array(length);
  } catch (cause) {
    throw new CuestaError(
      'config',
      `A window of ${width} x ${height} pixels of ${name} does not fit in memory.`,
      {
        subject: name,
        cause,
        hint: 'Read smaller windows.',
      },
    );
  }
}

/** Reads here, decodes on other threads; a few batches more than threads are under way. Goes past the cache. */
async function decodeInParallel(
  context: BlockContext,
  parallel: ParallelDecoder,
  image: TiffImage,
  band: number,
  window: Window,
  inside: Window,
  rule: HeightRule,
  missing: number,
  heights: Float32Array,
  signal: AbortSignal | undefined,
): Promise<void> {
  const refs = await blocksInWindow(image, band, inside, context.source);
  for (const ref of refs) {
    if (ref.byteCount === 0) placeValue(missing, placeBlock(image, ref, band, window), heights);
  }
  const batches = planBatches(refs.filter((ref) => ref.byteCount > 0));
  const running = new Set<Promise<void>>();
  for await (const { batch, bytes } of readBatches(context.source, batches, signal)) {
    const blocks = batch.blocks.map((ref) => ({
      start: ref.offset - batch.offset,
      length: ref.byteCount,
      rows: ref.rows,
      place: placeBlock(image, ref, band, window),
    }));
    const task: DecodeTask = { format: image.block, bytes, blocks, rule, target: heights };
    const done = decodeBatch(context, parallel, batch, task).finally(() => running.delete(done));
    // Awaited below; until then a failure must not count as unhandled.
    done.catch(() => {});
    running.add(done);
    if (running.size > parallel.threads + 1) await Promise.race(running);
  }
  await Promise.all(running);
}

async function decodeBatch(
  { source }: BlockContext,
  parallel: ParallelDecoder,
  batch: Batch,
  task: DecodeTask,
): Promise<void> {
  const failure = await parallel.decode(task);
  if (failure !== null) throw blockError(source, batch.blocks[failure.item]!, failure.error.message);
}
