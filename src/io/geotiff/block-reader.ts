import type { RealSamples } from '../../core/band.js';
import { CuestaError, throwIfAborted } from '../../core/errors.js';
import { contains, type Window } from '../../core/window.js';
import type { ByteSource } from '../source/byte-source.js';
import { type BlockRef, blockError, blocksInWindow, planBatches, readBatches } from './block-batches.js';
import type { BlockCache } from './block-cache.js';
import type { Codecs } from './codecs.js';
import { type Allocate, allocateAgain, allocateFresh, decodeBlock } from './decode/block.js';
import { blockArea, type TiffImage } from './image.js';
import type { ParallelDecoder } from './parallel-decoder.js';

/** What reading blocks takes, besides the image. */
export interface BlockContext {
  readonly source: ByteSource;
  readonly codecs: Codecs;
  readonly cache: BlockCache;
  readonly parallel: ParallelDecoder | null;
}

/**
 * Calls `use` with every block of the band that touches the window (inside the image), in no particular order; null
 * for a block that the file does not hold. `use` must not keep the block: its memory is used again. Blocks that the
 * window, or the band, does not use up go to the cache.
 */
export async function visitBlocks(
  context: BlockContext,
  image: TiffImage,
  band: number,
  window: Window,
  signal: AbortSignal | undefined,
  use: (ref: BlockRef, block: RealSamples | null) => void,
): Promise<void> {
  const { source, cache } = context;
  const wanted: BlockRef[] = [];
  for (const ref of await blocksInWindow(image, band, window, source)) {
    const block = ref.byteCount === 0 ? null : cache.get(image, ref.index);
    if (block === undefined) wanted.push(ref);
    else use(ref, block);
  }
  const allocateUsed = allocateAgain();
  for await (const { batch, bytes } of readBatches(source, planBatches(wanted), signal)) {
    for (const ref of batch.blocks) {
      throwIfAborted(signal);
      const start = ref.offset - batch.offset;
      const stored = bytes.subarray(start, start + ref.byteCount);
      const usedUp = image.block.samples === 1 && contains(window, blockArea(image, ref));
      const block = await decodeRef(context, image, ref, stored, usedUp ? allocateUsed : allocateFresh);
      use(ref, block);
      if (!usedUp) cache.set(image, ref.index, block);
    }
  }
}

async function decodeRef(
  context: BlockContext,
  image: TiffImage,
  ref: BlockRef,
  stored: Uint8Array,
  allocate: Allocate,
): Promise<RealSamples> {
  try {
    return await decodeBlock(image.block, stored, ref.rows, context.codecs, allocate);
  } catch (error) {
    if (error instanceof CuestaError) throw blockError(context.source, ref, error.message, error);
    throw error;
  }
}
