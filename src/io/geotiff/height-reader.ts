import { CuestaError } from '../../core/errors.js';
import { contains, fullWindow, intersect, type Window } from '../../core/window.js';
import { blocksInWindow } from './block-batches.js';
import { type BlockContext, visitBlocks } from './block-reader.js';
import { blockBytes } from './decode/block.js';
import { decodeInParallel } from './decode-in-parallel.js';
import type { TiffImage } from './image.js';
import { type HeightRule, placeBlock, placeHeights, placeValue } from './placement.js';

/** Windows with fewer stored bytes than this, decompressed, are not worth handing to other threads. */
const MIN_PARALLEL_BYTES = 8 * 2 ** 20;

/**
 * Heights of a window that may reach outside the image (NaN there). A block that the file does not hold counts as
 * nodata, or as samples of 0 when the file has no nodata value (as GDAL defines it). Large windows are decoded by the
 * parallel decoder, if there is one, and go past the cache.
 */
export async function readHeights(
  context: BlockContext,
  image: TiffImage,
  band: number,
  window: Window,
  rule: HeightRule,
  signal: AbortSignal | undefined,
): Promise<Float32Array> {
  const { source, parallel } = context;
  const whole = fullWindow(image);
  const inside = intersect(window, whole);
  const heights = allocate(source.name, window);
  if (!contains(whole, window)) heights.fill(NaN);
  if (inside === null) return heights;

  const missing = rule.nodata === null ? rule.offset : NaN;
  if (parallel !== null && isLarge(image, inside)) {
    const refs = await blocksInWindow(image, band, inside, source);
    for (const ref of refs) {
      if (ref.byteCount === 0) placeValue(missing, placeBlock(image, ref, band, window), heights);
    }
    const stored = refs.filter((ref) => ref.byteCount > 0);
    await decodeInParallel(context, parallel, stored, { image, band, window, rule, heights }, signal);
    return heights;
  }
  await visitBlocks(context, image, band, inside, signal, (ref, block) => {
    const place = placeBlock(image, ref, band, window);
    if (block === null) placeValue(missing, place, heights);
    else placeHeights(block, place, heights, rule);
  });
  return heights;
}

function isLarge(image: TiffImage, inside: Window): boolean {
  return (inside.width / image.block.width) * blockBytes(image.block, inside.height) >= MIN_PARALLEL_BYTES;
}

function allocate(name: string, { width, height }: Window): Float32Array {
  try {
    return new Float32Array(width * height);
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
