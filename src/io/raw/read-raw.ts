import type { RealSamples } from '../../core/band.js';
import { throwIfAborted } from '../../core/errors.js';
import type { Window } from '../../core/window.js';
import { type ByteSource, readExactly } from '../source/byte-source.js';
import { type RawLayout, SAMPLE_BYTES } from './raw-layout.js';
import { samplesFromBytes } from './samples-from-bytes.js';

/** Bytes that are read at a time, as far as rows allow. */
const CHUNK = 2 ** 22;
/** Rows are read one by one where less than this share of their bytes is needed, unless they are short. */
const MIN_SHARE = 1 / 4;
const SHORT_ROW = 16 * 1024;

/** Samples of a window inside an uncompressed image. Reads the rows that it touches, or only its part of them. */
export async function readRaw(
  source: ByteSource,
  layout: RawLayout,
  band: number,
  { col, row, width, height }: Window,
  signal: AbortSignal | undefined,
): Promise<RealSamples> {
  const { colStride, rowStride } = layout;
  const sample = SAMPLE_BYTES[layout.dtype];
  const bytes = new Uint8Array(width * height * sample);
  const first = layout.offset + band * layout.bandStride + row * rowStride + col * colStride;
  const rowBytes = (width - 1) * colStride + sample;
  const wholeRows = rowBytes >= rowStride * MIN_SHARE || rowStride <= SHORT_ROW;
  const rowsAtOnce = wholeRows ? Math.max(1, Math.floor(CHUNK / rowStride)) : 1;
  for (let from = 0; from < height; from += rowsAtOnce) {
    throwIfAborted(signal);
    const rows = Math.min(rowsAtOnce, height - from);
    const chunk = await readExactly(
      source,
      first + from * rowStride,
      (rows - 1) * rowStride + rowBytes,
      signal,
    );
    for (let r = 0; r < rows; r++) {
      copyRow(chunk, r * rowStride, colStride, bytes, (from + r) * width * sample, width, sample);
    }
  }
  return samplesFromBytes(bytes, layout.dtype, layout.littleEndian);
}

function copyRow(
  from: Uint8Array,
  start: number,
  stride: number,
  to: Uint8Array,
  at: number,
  count: number,
  sample: number,
): void {
  if (stride === sample) {
    to.set(from.subarray(start, start + count * sample), at);
    return;
  }
  for (let i = 0; i < count; i++) {
    for (let b = 0; b < sample; b++) to[at + i * sample + b] = from[start + i * stride + b];
  }
}
