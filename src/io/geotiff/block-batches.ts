import { CuestaError, throwIfAborted } from '../../core/errors.js';
import type { Window } from '../../core/window.js';
import { type ByteSource, readExactly } from '../source/byte-source.js';
import { maxExpansion } from './compression.js';
import { blockBytes } from './decode/block.js';
import { storedRows, type TiffImage } from './image.js';

/** A block that a window needs. */
export interface BlockRef {
  /** Number of the block in the image. */
  readonly index: number;
  readonly blockCol: number;
  readonly blockRow: number;
  /** Rows that it holds. */
  readonly rows: number;
  readonly offset: number;
  /** Bytes to read; 0 when the file does not hold the block. */
  readonly byteCount: number;
}

/** Blocks that are read in one piece. */
export interface Batch {
  readonly offset: number;
  readonly length: number;
  readonly blocks: readonly BlockRef[];
}

/** One read covers at most this, ... */
const MAX_BATCH = 2 * 2 ** 20;
/** ... and skips at most this much between two blocks, which costs less than another read. */
const MAX_GAP = 32 * 1024;
/** Reads under way while blocks are decoded. */
const READ_AHEAD = 3;

/** The blocks of a band that touch the window, which lies inside the image. Throws `format` for impossible ones. */
export async function blocksInWindow(
  image: TiffImage,
  band: number,
  window: Window,
  source: ByteSource,
): Promise<BlockRef[]> {
  const locate = await image.locator();
  const { width } = image.block;
  const first = image.planar ? band * image.blocksAcross * image.blocksDown : 0;
  const refs: BlockRef[] = [];
  const lastRow = Math.floor((window.row + window.height - 1) / image.blockHeight);
  const lastCol = Math.floor((window.col + window.width - 1) / width);
  for (let blockRow = Math.floor(window.row / image.blockHeight); blockRow <= lastRow; blockRow++) {
    const rows = storedRows(image, blockRow);
    const size = blockBytes(image.block, rows);
    for (let blockCol = Math.floor(window.col / width); blockCol <= lastCol; blockCol++) {
      const index = first + blockRow * image.blocksAcross + blockCol;
      const { offset, byteCount } = locate(index);
      const missing = offset === 0 || byteCount === 0;
      const believable =
        Number.isSafeInteger(offset + byteCount) && byteCount * maxExpansion(image.block.compression) >= size;
      if (!missing && !believable) {
        throw blockError(source, { blockCol, blockRow }, `${byteCount} bytes cannot hold its samples`);
      }
      // Encoders hardly ever make data larger: what is beyond that belongs to a damaged count.
      refs.push({
        index,
        blockCol,
        blockRow,
        rows,
        offset,
        byteCount: missing ? 0 : Math.min(byteCount, 2 * size + 1024),
      });
    }
  }
  return refs;
}

/** Groups blocks that lie close to each other in the file, in file order. */
export function planBatches(refs: readonly BlockRef[]): Batch[] {
  const batches: Batch[] = [];
  let blocks: BlockRef[] = [];
  let start = 0;
  let end = 0;
  for (const ref of [...refs].sort((a, b) => a.offset - b.offset)) {
    const refEnd = ref.offset + ref.byteCount;
    if (blocks.length > 0 && (ref.offset > end + MAX_GAP || refEnd > start + MAX_BATCH)) {
      batches.push({ offset: start, length: end - start, blocks });
      blocks = [];
    }
    if (blocks.length === 0) {
      start = ref.offset;
      end = refEnd;
    }
    blocks.push(ref);
    end = Math.max(end, refEnd);
  }
  if (blocks.length > 0) batches.push({ offset: start, length: end - start, blocks });
  return batches;
}

/** Reads batches in order, some ahead of the consumer. */
export async function* readBatches(
  source: ByteSource,
  batches: readonly Batch[],
  signal: AbortSignal | undefined,
): AsyncGenerator<{ readonly batch: Batch; readonly bytes: Uint8Array }> {
  const pending: Promise<Uint8Array>[] = [];
  for (let i = 0; i < batches.length; i++) {
    while (pending.length < READ_AHEAD && i + pending.length < batches.length) {
      const { offset, length } = batches[i + pending.length];
      const read = readExactly(source, offset, length, signal);
      // Awaited in turn below, or not at all when an earlier one fails.
      read.catch(() => {});
      pending.push(read);
    }
    throwIfAborted(signal);
    yield { batch: batches[i], bytes: await pending.shift()! };
  }
}

/** A `format` error about one block. */
export function blockError(
  source: ByteSource,
  { blockCol, blockRow }: { readonly blockCol: number; readonly blockRow: number },
  reason: string,
  cause?: unknown,
): CuestaError {
  return new CuestaError('format', `${source.name}, block ${blockCol}/${blockRow} (column/row): ${reason}.`, {
    subject: source.name,
    ...(cause === undefined ? {} : { cause }),
    hint: 'The file is damaged: copy or download it again.',
  });
}
